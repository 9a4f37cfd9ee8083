"""Benchmarks: rates and ratios measured within one run, so that a busy machine slows both sides alike."""
