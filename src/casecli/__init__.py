"""The command line over casepaper and casepress; it knows no site."""
