"""Running a suite: bounded, retried, recorded line by line, resumable, and scored from the record."""
