"""The evaluation harness: suites of curated facts, scorers, statistics, reports, gate."""
