"""The records of the domain: frozen values, no files, no screens.

The annotations of the records are the one description of the file formats: the reader checks files against
them, words problems from them, and `needsmatch schema` prints them as JSON Schema.
"""
