"""The cable model: markings, ids, paragraphs. Depends on nothing else of the product."""
