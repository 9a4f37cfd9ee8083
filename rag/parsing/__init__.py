"""From the bytes of a file to cables: carriers, header, paragraphs. Depends on the cable model only."""
