"""The library (SQLite, the truth) and the indexes derived from it, with ingest, audit and backup."""
