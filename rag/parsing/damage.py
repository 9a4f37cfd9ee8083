"""Damage that a reader must know of: text that breaks off, redactions, garble."""

import re

_CUT_WORD = re.compile(r"[^\s.](?:\.{3,5}|…)$")
_OPEN_END = re.compile(
    r"(?:,|\s-|[A-Za-z]-|\b(?:a|an|the|and|or|of|in|on|at|to|for|from|by|with|that|which|who|is|are|was|were|be|has|have|had"
    r"|as|but|if|its|their|his|her|our|this|these|than|into|between|covering|including|not|will|would|should|could|also))$",
    re.IGNORECASE,
)
_REDACTION = re.compile(
    r"x{5,}|\bX{4,}\b|XXXX|\[\d{1,3} lines? (?:of source text )?not declassified\]|\[text not declassified",
    re.IGNORECASE,
)
_GARBLE = re.compile(r"(?:\b\w{0,12}[`@Q%]{1,2}[A-Za-z]{1,12}\b.{0,200}?){4}|(?:[a-z]@[A-Z]{2})|p@Q", re.DOTALL)
_TERMINAL = re.compile(r"[.?!:;\"'”’)\]}»]\s*$")


def breaks_off(text: str, *, last: bool) -> bool:
    """Whether a paragraph's words stop in mid-sentence.

    Args:
        text: The paragraph's text.
        last: Whether it is the cable's last paragraph, where trailing dots mean a cut record.
    """
    bare = text.rstrip()
    if not bare:
        return False
    if last and _CUT_WORD.search(bare):
        return True
    if _TERMINAL.search(bare):
        return False
    open_bracket = bare.rfind("(") > bare.rfind(")") and len(bare) - bare.rfind("(") < 200
    return open_bracket or bool(_OPEN_END.search(bare))


def is_redacted(text: str) -> bool:
    """Whether a run of X or a bracketed note stands for words taken out."""
    return bool(_REDACTION.search(text))


def is_garbled(text: str) -> bool:
    """Whether transmission garble stands in the text."""
    return bool(_GARBLE.search(text[:20000]))
