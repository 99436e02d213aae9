"""The terminal app: screens over the same core as the command line. The only room that knows Textual."""
