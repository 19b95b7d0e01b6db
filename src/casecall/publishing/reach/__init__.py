"""Who reads what is published: counted from access logs without knowing anybody, and from what WeChat counts."""
