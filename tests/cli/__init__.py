"""The command line, as a program that relies on it sees it."""
