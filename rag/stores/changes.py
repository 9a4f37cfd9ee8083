"""What reading a cable does to the library."""

from enum import StrEnum


class Change(StrEnum):
    """One reading's effect."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    TWIN = "twin"
