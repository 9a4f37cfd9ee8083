"""Draft-stage fixtures: a question, the paragraphs sent, and the replies, whatever retrieval does later."""
