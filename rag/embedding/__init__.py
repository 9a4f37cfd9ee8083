"""Vectors and chunks: the embedded MiniLM model, or an OpenAI-compatible endpoint."""
