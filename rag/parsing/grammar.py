"""What single lines of a telegram look like. Every pattern is linear: bounded repeats, no nested ones."""

import re

from rag.cables.marking import PORTION

MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTHS = "|".join(MONTH_NAMES)
CLASS_WORD = (
    r"(?:U{1,2}NCLAS(?:SIFIED)?|U N C L A S(?: S I F I E D)?|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|S ?E ?C ?R ?E ?T"
    r"|T ?O ?P\s{1,3}S ?E ?C ?R ?E ?T|L ?I ?M ?I ?T ?E ?D\s{1,3}O ?F ?F ?I ?C ?I ?A ?L\s{1,3}U ?S ?E)"
)
"""The class word of a reference line, spaced or not."""

REFERENCE_LINE = re.compile(
    rf"(?P<word>{CLASS_WORD})(?![A-Za-z])"
    r"(?P<caveats>(?:[ /,-]{1,8}(?:E F T O|EFTO|NOFORN|FOUO|FOR OFFICIAL USE ONLY|SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS"
    r"|ORCON|REL [A-Z, ]{2,30}?(?=\s+SECTION)|SIPDIS|(?:LIMITED|SPECIAL) DISTRIBUTION))*)"
    r"(?:\s{1,4}(?:FINAL\s)?SECTION\s{1,3}(?P<section>\d{1,2})\s{1,3}OF\s{1,3}(?P<sections>\d{1,2}))?"
    r"\s{1,6}(?P<post>[A-Z][A-Z.'’]*(?:[ /-][A-Z][A-Z.'’]*){0,4})\s{0,6}(?P<number>\d{2,8})(?![\d,.%/:])",
    re.IGNORECASE,
)
"""`UNCLAS SECTION 01 OF 02 PARIS 008606`: class, caveats, section count, post and number."""

PAGE_BREAK = re.compile(
    r"(?P<post>[A-Z][A-Z.'’]*(?:[ ][A-Z][A-Z.'’]*){0,3})[ ]{1,4}\d{5,8}[ ]{1,4}\d{3}(?:\.\d)?[ ]{1,3}OF[ ]{1,3}\d{3}",
    re.IGNORECASE,
)
"""`PHNOM PENH 00000628 002 OF 003`, printed where a page of the transmission ends."""
BREAK_CORE = re.compile(r"\d{5,8} {1,4}\d{3}(?:\.\d)? {1,3}[Oo][Ff] {1,3}\d{3}(?!\d)")
OLD_PAGE = re.compile(r"PAGE\s{1,3}\d{1,3}(?:\s{1,3}OF\s{1,3}\d{1,3})?(?:\s{1,12}[A-Z][A-Z .]{1,28}\d{3,6}\b.{0,60})?")
"""`PAGE 02        TEHRAN 01234  101234Z`, on each page of the electronic telegrams of the 1970s."""

RULE = re.compile(r"(?:[-=_*~—–+]\s{0,3}){3,}")
CAPTION_WORD = (
    r"(?:SIPDIS|SENSITIVE|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|ORCON|AIDAC|NO ?DIST|FOR OFFICIAL USE ONLY|FOUO"
    r"|LIMITED OFFICIAL USE|UNCLASSIFIED|UNCLAS|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|S ?E ?C ?R ?E ?T|E ?F ?T ?O"
    r"|UNCLASSIFIED//FOUO|SENSITIVE BUT UNCLASSIFIED|NNNN|BT)"
)
CAPTION = re.compile(rf"{CAPTION_WORD}(?:[ /,-]{{1,6}}{CAPTION_WORD}){{0,4}}\.?")
CORRECTED = re.compile(r"C\s?O\s?R\s?R\s?E\s?C\s?T\s?E\s?D\s{1,4}C\s?O\s?P\s?Y.{0,120}", re.IGNORECASE)
STAMP = re.compile(
    r".{0,40}(?:Declassified/Released|Systematic Review|Margaret P\. Grafeld|Sheryl P\. Walter).{0,120}", re.IGNORECASE
)
"""The release stamp of the Department's systematic review, repeated on every page."""

_CLOSERS = "\"'”’)]}»*."
_DANGLING = re.compile(
    r"\b(?:in|on|of|by|since|until|till|from|to|and|or|the|a|an|para|paras|paragraph|paragraphs|no|nos|number"
    r"|about|below|above|under|over|around|approximately|at|for|with|between|than|only|after|before|mid|late|early"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)[.,]?$",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Whether a line's end may be the end of a paragraph: sentence punctuation (closers behind it), END, a rule."""
    bare = text.rstrip()
    if not bare:
        return True
    core = bare.rstrip("\"'”’)]}»* ")
    if core.endswith((".", "?", "!", ":", ";")):
        return True
    return bool(bare[-1] in ")]" or END_MARK_TAIL.search(bare) or RULE.fullmatch(bare[-3:]))


def leads_on(text: str) -> bool:
    """Whether the words before a number make it part of the sentence: a month, a preposition, `paragraph`."""
    bare = text.rstrip()
    return bare.endswith((",", "-", "(", "G-", "$", "#", "/")) or bool(_DANGLING.search(bare[-16:]))


END_MARK = re.compile(r"[(\[]?\s*END\s{1,3}(?:OF\s{1,3})?(?P<what>[A-Z][A-Z' ]{2,40}?)\s*[.)\]]{0,3}", re.IGNORECASE)
END_MARK_TAIL = re.compile(
    r"\bEND\s{1,3}(?:OF\s)?(?:EXECUTIVE\s|BIO\s|GOI\s|UNOFFICIAL\s)?(?:SUMM?ARY|SUMMAY|COMMENT|NOTE|TEXT|QUOTE"
    r"|POINTS|TALKING POINTS|NON-?PAPER"
    r"|MESSAGE|UNQUOTE|SUMMARY AND (?:COMMENT|ACTION REQUEST)|ACTION REQUEST|TRANSLATION|LETTER|EXCERPT)"
    r"[.)\]\s]{0,4}$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"¶?\s{0,3}(?P<number>\d{1,2})\s{0,2}(?P<stop>[.,):]?)(?!\d)[ \t]{0,12}")
"""A line that begins with a number of one or two digits, as a paragraph may."""
ENTIRE = re.compile(
    r"\(?\s?(?P<level>TOP SECRET|SECRET|CONFIDENTIAL|TS|SBU|LOU"
    r"|[SCU])\s?(?P<more>(?:/{1,2}[A-Z]+)*)\s?-{1,2}\s?ENTIRE TEXT",
    re.IGNORECASE,
)
"""A marking of the whole cable, with or without brackets."""
_MARK_STOP = re.compile(r"[.:;,](?=\s)")
_LOST_BRACKET = re.compile(r"(?P<mark>TS|SBU|LOU|[SCU](?:/{1,2}NF)?)\)(?=\s)", re.IGNORECASE)
_FIRST_WORD = re.compile(
    r"(?P<word>(?:SUMMARY|COMMENT|INTRODUCTION|BACKGROUND|NOTE|ACTION REQUEST)[.:]?\s{1,3})(?=\()", re.IGNORECASE
)


def portion_at(text: str, position: int) -> tuple[str, int] | None:
    """The portion mark that stands at a position, without its brackets, and where the text behind it begins.

    Args:
        text: A line.
        position: Where the mark may begin; white space before it is skipped.

    Returns:
        The printed mark (`SBU`, `S//NF`) and the offset behind it, or None. A statement on the whole cable that has
        its paragraph to itself (`1. (C - ENTIRE TEXT)`) is its words as well: then the offset stands before it.
    """
    while position < len(text) and text[position] in " \t":
        position += 1
    match = PORTION.match(text, position)
    if match:
        alone = match["entire"] and not text[match.end() :].strip(" .")
        behind = _MARK_STOP.match(text, match.end())
        return _bare(match[0]), position if alone else behind.end() if behind else match.end()
    match = ENTIRE.match(text, position)
    if match:
        return _bare(match[0]), position
    match = _LOST_BRACKET.match(text, position)
    return (str(match["mark"]), match.end()) if match else None


def _bare(printed: str) -> str:
    return " ".join(printed.strip("() \t.").split())


def late_portion(text: str, position: int) -> tuple[str, int, int] | None:
    """A mark behind the first word (`Summary: (SBU) ...`): the mark and the range that it takes."""
    first = _FIRST_WORD.match(text, position)
    found = PORTION.match(text, first.end()) if first else None
    return (" ".join(found[0][1:-1].split()), found.start(), found.end()) if found else None
