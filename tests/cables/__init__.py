"""Tests of the cable model."""
