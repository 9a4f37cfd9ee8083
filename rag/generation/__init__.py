"""Answers written by a language model, under the same gate as all others."""
