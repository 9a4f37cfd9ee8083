"""Who speaks in a sentence: the post, or someone whose words it reports; and what hangs on the sentence before."""

import re

_OPENING_MARK = re.compile(
    r"^[\s(\[-]*(?:(?:begin|end)\s+)?(?:executive\s+)?"
    r"(?:summary|comments?|introduction|action request|note|background|key points)"
    r"(?:\s+(?:and|/|&)\s+(?:summary|comments?|introduction|action request|note))?"
    r"(?:\s+\(?(?:continued|cont'?d|cont)\)?)?\s*[:.)\-]+[\s\-]*",
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
    r"neither|the (?:former|latter|same)|the (?:two|three|four)"
    r"(?! (?:sides|countries|governments|parties|leaders|presidents|ministers|ministries|capitals|states)\b)|"
    r"another|others|one|some|here|there|as such|"
    r"in (?:this|that|these|those)|"
    r"at (?:this|that)|to (?:this|that|these)|for (?:this|that|these)|of (?:this|these|those)|on (?:this|that)|"
    r"after (?:this|that)|following (?:this|that)|none of (?:this|that|these|those|them)|"
    r"(?:all|most|many|some|several|few|two|three|half) of (?:these|those|them)|the rest (?:is|was|are|were|will)|"
    r"despite (?:this|that|his|her|their)|with (?:this|that)|under (?:this|these)|"
    r"(?:in return|in addition|moreover|however|but|and|so|then|at first|as a result|for now|instead|still|yet|thus|"
    r"therefore|nevertheless|nonetheless|indeed|in fact|of course|meanwhile|later|again),? "
    r"(?:it|its|he|she|they|this|these|those|both|neither|such|the latter|the former))\b",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"^(?:but|and|or|yet|nor|so|however|moreover|furthermore|in addition|additionally|also|further|nevertheless|"
    r"nonetheless|similarly|likewise|instead|therefore|thus|hence|consequently|otherwise|still|meanwhile|finally|"
    r"for (?:example|instance)|in contrast|in particular|specifically|indeed|again|besides)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:(?P<one>he|she|him)|they|them)\b", re.IGNORECASE)
_NAMES = re.compile(
    r"(?<![\w.])(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b)"
    r"[A-Z][A-Za-z]{2,}|\b(?:[a-z]+s|people|women|men|police|officials)\b"
)
_SOMEBODY = re.compile(
    r"(?<![\w.])(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)\b)"
    r"[A-Z][A-Za-z]{2,}|\b(?:an?|the|one|another|every|each|whose|his|her|its|their|our)\s(?:[\w'’-]+\s){0,3}?"
    r"(?:[a-z]+(?:er|or|ist|ian|ant|ent|man|woman|ial|yst|ard|chief|aide|head|wife|source|contact))\b"
)
"""What `he` or `she` can stand for; a plural cannot."""
_OPENING_CLAUSE = re.compile(
    r"^(?:when|while|as|although|though|after|before|since|if|asked|told|pressed|speaking|because)\b[^,;.]*,\s+"
    r"(?=(?!He\b|She\b|They\b|It\b)[A-Z])",
    re.IGNORECASE,
)
"""A clause whose subject comes behind it: `Asked what she would do, Minister Varga said`."""
_OF_THEM = re.compile(r"^[^,;:]*?\b(?:\w+) of (?:them|those|these)\b(?! who)")
"""`Magistrates released nine of them`: the only plural before it is who did it."""
_SUBJECT_FIRST = re.compile(
    r"^(?!(?:What|When|Where|Who|Why|How|That|If|Although|While|But|And|Yet)\b)[A-Z][\w'’-]+,?\s(?:also\s|then\s)?"
    r"(?:[a-z]{2,}ed|said|told|says|thought|felt|saw|went|came|was|were|has|had|have|is|are|began|put|took|gave|held|made|"
    r"spoke|sought|who)\b"
)
_QUOTE_MARK = re.compile(r"(?P<opens>(?:(?<=[\s(\[—-])|^)[\"“](?=\S))|(?P<closes>(?<=\S)[\"”])")
_BRACKETS = re.compile(r"\((?!\s*(?:begin\s|post\s|embassy\s)*(?:comment|note)\b)[^()]*\)", re.IGNORECASE)
_QUOTATION_LENGTH, _BRACKETS_LENGTH = 900, 300
"""Characters: a longer quotation is a text of its own, longer brackets hold more than an aside."""
_THE_NOUN = re.compile(r"\b[Tt]he ([a-z]{4,})\b(?! (?:of|for|to|in|that|which)\b)")
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


def enclosed(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of quotations and brackets, in which a sentence has its speaker or its head before it.

    A quotation mark without its partner is a slip of the pen and encloses nothing.
    """
    found = [match.span() for match in _BRACKETS.finditer(text) if len(match.group()) <= _BRACKETS_LENGTH]
    opened = -1
    for mark in _QUOTE_MARK.finditer(text):
        if mark["opens"]:
            opened = mark.start()
        elif opened >= 0:
            if mark.end() - opened <= _QUOTATION_LENGTH:
                found.append((opened, mark.end()))
            opened = -1
    return tuple(found)


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
    if _OF_THEM.match(sentence):
        return True
    pronoun = _PRONOUN.search(sentence)
    if pronoun is None or sentence.isupper():
        return False
    named = _SOMEBODY if pronoun["one"] else _NAMES
    clause = _OPENING_CLAUSE.match(sentence)
    if _SUBJECT_FIRST.match(sentence) or (
        clause and clause.end() > pronoun.start() and named.match(sentence, clause.end())
    ):
        return False
    # A first word is a capital whatever it is, so that it names nobody by that.
    return not named.search(sentence[:1].lower() + sentence[1 : pronoun.start()])


def takes_up(sentence: str, before: str) -> bool:
    """Whether it says "the exemption" where the sentence before it told of "a fifteen-year exemption"."""
    return any(
        re.search(rf"\b(?:an?|[A-Z]?\d[\d,.]*|two|three|four|five) (?:[\w-]+ ){{0,3}}{re.escape(noun)}s?\b", before)
        for noun in _THE_NOUN.findall(sentence)
    )


def linked(sentence: str) -> bool:
    """Whether it begins with a connecting word, readable alone but less well."""
    return bool(_LINKED.match(sentence))
