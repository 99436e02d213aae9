"""What a wording is about: the thesaurus of school improvement (`data/*.toml`) and the index over it."""
