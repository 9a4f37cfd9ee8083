"""Briefs whose points a language model writes, under the same gate as extracts."""
