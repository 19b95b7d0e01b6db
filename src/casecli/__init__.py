"""The command line over casepaper and casepress. No site, no database."""
