"""An optional second opinion by a named model with a pinned prompt. It advises; nothing is gated on it."""
