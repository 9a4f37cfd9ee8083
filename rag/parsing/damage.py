"""Damage that a reader must know of: text that breaks off, redactions, garble."""

import re

_CUT_WORD = re.compile(r"[^\s.](?:\.{3,5}|…)$")
_OPEN_END = re.compile(
    r"(?:,|\s-|[A-Za-z]-|\s(?:a|an|the|and|or|of|in|on|at|to|for|from|by|with|that|which|who|is|are|was|were|be|has|have|had"
    r"|as|but|if|its|their|his|her|our|this|these|than|into|between|covering|including|not|will|would|should|could|also))$",
    re.IGNORECASE,
)
_REDACTED = ("xxxxx", "XXXX", " not declassified]", "[text not declassified", "[name not declassified")
_GARBLE = re.compile(r"[A-Za-z]`[A-Za-z]|\s`[a-z]|[A-Za-z]@[A-Z%@,]|[a-z]Q[a-z]|[a-z]%[a-z]")
_GARBLED = 2
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
    return any(token in text for token in _REDACTED)


def is_garbled(text: str) -> bool:
    """Whether transmission garble stands in the text."""
    return ("`" in text or "@" in text or "Q" in text) and len(_GARBLE.findall(text)) >= _GARBLED
