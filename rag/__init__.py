"""Reftel: answers and briefs from diplomatic cables, every sentence tied to a checked paragraph."""
