"""Suites: curated questions with the facts that a right answer holds and the paragraphs that carry them."""
