"""The WeChat Official Account: from the draft box to published and sent, each message once."""
