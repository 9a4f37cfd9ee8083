"""The printed page in each format; all of them print the same sheet."""
