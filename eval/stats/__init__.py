"""Intervals, paired tests and what a suite can detect."""
