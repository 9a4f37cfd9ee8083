"""Scorers: pure functions from a question and what was recorded for it to figures with reasons."""
