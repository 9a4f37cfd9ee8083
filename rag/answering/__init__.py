"""From ranked paragraphs to a checked answer: drafts, the verification gate, the decision to decline."""
