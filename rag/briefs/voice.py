"""Who speaks in a sentence: the post, or someone whose words it reports; and what hangs on the sentence before."""

import re

_OPENING_MARK = re.compile(
    r"^[\s(\[-]*(?:(?:begin|end)\s+)?(?:executive\s+)?"
    r"(?:summary|comments?|introduction|action request|note|background|key points)"
    r"(?:\s+(?:and|/|&)\s+(?:summary|comments?|introduction|action request|note))?\s*[:.)\-]+[\s\-]*",
    re.IGNORECASE,
)
_CLOSING_MARK = re.compile(
    r"[\s(\[.]{0,8}\bend\s+(?:of\s+)?(?:executive\s+)?(?:summary|comments?|note|action request|introduction)"
    r"(?:\s+(?:and|/|&)\s+(?:summary|comments?|action request|introduction))?[\s.)\]]*$",
    re.IGNORECASE,
)
_COMMENT_OPENS = re.compile(r"(?:^|[(\[]\s*|\.\s+)(?:begin\s+)?(?:post\s+|embassy\s+)?comment\s*[:.\-]", re.IGNORECASE)
_COMMENT_CLOSES = re.compile(r"\bend\s+(?:of\s+)?comment\b", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|“[^”]{0,600}”')
_POST_SPEAKS = re.compile(
    r"\b(?:we|post|embassy|mission|consulate|usun|usnato)(?:\s+(?:also|still|continue to|strongly|therefore|do not|"
    r"would|will|can|cannot|should|may|remain|are|is|has|have|had))*\s+(?:believes?|hopes?|assess(?:es)?|judges?|"
    r"expects?|recommends?|suspects?|doubts?|thinks?|considers?|understands?|anticipates?|views?|concludes?|suggests?|"
    r"propose[sd]?|note that|requests?|confident|convinced|concerned|sceptical|skeptical|optimistic|pessimistic|"
    r"urges?|welcomes?|credit|fear|see (?:no|little|this|it)|continues? to (?:believe|think))\b"
    r"|\bin (?:our|post's|the embassy's) (?:view|opinion|judg(?:e)?ment|estimation|assessment)\b"
    r"|\b(?:our|post's|embassy's) (?:view|assessment|judg(?:e)?ment|sense|impression|recommendation)\b",
    re.IGNORECASE,
)
_HANGING = re.compile(
    r"^(?:[\"“'(]\s*)?(?:he|she|it|they|his|her|hers|its|their|theirs|him|them|this|these|those|that|such|both|"
    r"neither|the (?:former|latter|same|two|three|four)|another|others|one|some|here|there|as such|"
    r"in (?:this|that|these|those)|"
    r"at (?:this|that)|to (?:this|that|these)|for (?:this|that|these)|of (?:this|these|those)|on (?:this|that)|"
    r"after (?:this|that)|following (?:this|that)|"
    r"despite (?:this|that|his|her|their)|with (?:this|that)|under (?:this|these))\b",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"^(?:but|and|or|yet|nor|so|however|moreover|furthermore|in addition|additionally|also|further|nevertheless|"
    r"nonetheless|similarly|likewise|instead|therefore|thus|hence|consequently|otherwise|still|meanwhile|finally|"
    r"for (?:example|instance)|in contrast|in particular|specifically|indeed|again|besides)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|they|him|them)\b", re.IGNORECASE)
_NAMES = re.compile(
    r"(?<![\w.])(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b)"
    r"[A-Z][A-Za-z]{2,}|\b(?:[a-z]+s|people|women|men|police|officials)\b"
)
_MARKS_AT_START = 2


def bare_range(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence without `(COMMENT:` and `END SUMMARY.` at its edges.

    Args:
        text: The paragraph.
        start: First character of the sentence.
        end: One past its last character.

    Returns:
        A range within [start, end); empty when nothing else was there.
    """
    for _ in range(_MARKS_AT_START):
        opening = _OPENING_MARK.match(text[start:end])
        start += opening.end() if opening else 0
    closing = _CLOSING_MARK.search(text[start:end])
    if closing:
        kept = text[start : start + closing.start()]
        # The full stop before the mark belongs to the sentence.
        end = start + len(kept) + (1 if text[start + len(kept) : start + len(kept) + 1] == "." else 0)
    while start < end and text[start] in " -(":
        start += 1
    while end > start and text[end - 1] in " -":
        end -= 1
    return start, end


def opens_comment(sentence: str) -> bool:
    """Whether an inline comment of the post begins in this sentence."""
    return bool(_COMMENT_OPENS.search(sentence))


def closes_comment(sentence: str) -> bool:
    """Whether an inline comment of the post ends in this sentence."""
    return bool(_COMMENT_CLOSES.search(sentence))


def post_speaks(sentence: str) -> bool:
    """Whether the post gives its own view here ("we believe"), outside of quoted words."""
    return bool(_POST_SPEAKS.search(_QUOTED.sub(" ", sentence)))


def hangs(sentence: str) -> bool:
    """Whether the sentence needs the one before it: it points back, or says he, she or they before it names anybody."""
    if _HANGING.match(sentence):
        return True
    pronoun = _PRONOUN.search(sentence)
    return bool(pronoun and not sentence.isupper() and not _NAMES.search(sentence, 1, pronoun.start()))


def linked(sentence: str) -> bool:
    """Whether it begins with a connecting word, readable alone but less well."""
    return bool(_LINKED.match(sentence))
