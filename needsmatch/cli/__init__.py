"""The command line: results on stdout, talk on stderr, one enum of exit codes."""
