"""Readers of the carriers in which cables come: text, page, table, records, PDF, archive."""
