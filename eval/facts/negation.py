"""Whether a match stands under a denial.

After NegEx (Chapman et al. 2001, "A simple algorithm for identifying negated findings"): a cue denies what follows it
within a few words of the same clause; some phrases look like cues and are none.
"""

import re

from eval.facts.span import Found

REACH = 6
"""Words between a cue and what it denies, as in NegEx."""

_CUE = re.compile(
    r"\b(?:not|never|(?P<noun>no|without)|neither|nor|cannot|failed to|fails to|rather than|instead of"
    r"|far from|denied|denies|falsely|\w+n't)(?!\w)"
)
_NO_CUE = re.compile(
    r"\b(?:not only|not just|not merely|no later than|no fewer than|no less than|no more than|no doubt|not least"
    r"|not until|not before|no\. ?\d|whether or not|no one but)"
)
_CLAUSE_END = re.compile(r"[.;:!?,](?=\s|$)|\b(?:but|although|though|while|whereas|however|yet|except)\b")
_NOUN_END = re.compile(r"\b(?:for|in|on|at|by|from|after|since|until|during|because|that|which|who|and)\b")
"""Ends what "no" and "without" deny, which is one noun: "without heating for six days" says six days."""
_AFTER = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:was|were|is|are|has been|have been|had been)\s+(?:not|never)\s+"
    r"(?:reached|met|achieved|attained|true|correct|the case)\b"
)


def denied(text: str, found: Found) -> bool:
    """Whether the place is denied.

    Args:
        text: Folded text.
        found: The match; where it holds a cue itself ("not decided") it is never denied.
    """
    if _CUE.search(text, found.start, found.end):
        return False
    before = text[max(0, found.start - 200) : found.start]
    clause_start = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
    clause = _NO_CUE.sub(lambda match: "_" * len(match[0]), before[clause_start:])
    if any(_reaches(cue, clause[cue.end() :]) for cue in _CUE.finditer(clause)):
        return True
    return bool(_AFTER.match(text, found.end, min(len(text), found.end + 120)))


def _reaches(cue: re.Match[str], between: str) -> bool:
    if cue["noun"] is not None and _NOUN_END.search(between):
        return False
    return len(between.split()) <= REACH
