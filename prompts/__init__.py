"""One prompt a file, with declared variables."""
