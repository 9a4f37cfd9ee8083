"""What a sentence is worth to a reader in a hurry, judged without a model by features that hold for any cable."""

import re

from rag.briefs.points import Point
from rag.briefs.quantities import quantities
from rag.cables.model import Role

_CAPITALISED = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][a-z]+")
_DECIDING = re.compile(
    r"\b(?:agreed|announc\w+|approv(?:ed|al)|arrest(?:ed|ing)|assassinat\w+|attack\w*|bann?(?:ed|ing)?|cancel\w*|"
    r"committed to|condemn\w+|decided|decision|demand(?:ed|ing|s that)|denied|deploy\w*|elected|expel\w*|fired|"
    r"halt\w*|impos\w+|kill\w*|launch\w+|"
    r"lawsuit|murder\w*|oppos(?:ed|es|ition to)|order(?:s|ed)|pledg\w+|promis\w+|propos\w+|recommend\w*|refus\w+|"
    r"reject\w*|releas(?:ed|e of)|resign\w*|seiz\w+|sign(?:s|ed)|su(?:e|es|ed|ing)|suspend\w*|threat\w*|veto\w*|"
    r"voted?|warn\w*|withdr\w+)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(?:aim\w*|ask(?:s|ed)|complain\w+|confirm\w*|criticis\w+|criticiz\w+|declin\w+|emphasi[sz]\w+|establish\w*|"
    r"expect\w*|fail\w*|fear\w*|goal|insist\w*|intend\w*|intention|invit\w+|need(?:s|ed)?|pass(?:es|ed)|plan(?:s|ned)|"
    r"request\w*|require\w*|seek\w*|support(?:s|ed)|struggl\w+|urg(?:e|es|ed|ing)|will|must|would|risk\w*|problem\w*|"
    r"concern\w*|challeng\w*|because|despite|likely|unlikely)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:said|says|told|stated|noted|claim\w*|argu\w+|explained|reported|added|acknowledged|believes?|according to|"
    r"expressed|described|suggested|observed|stressed|opined|commented|admitted|conceded)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(r"\b(?:found that|stud(?:y|ies)|survey\w*|polls?|estimate[sd]?|statistics|data)\b", re.IGNORECASE)
_NAMING = re.compile(r"[A-Z]\w+ \([A-Z]{2,8}\)")
_JUDGING = re.compile(
    r"\bwe (?:\w+ )?(?:judge|assess|believe|conclude|think|expect|doubt|recommend|see (?:no|little))\b"
    r"|\bwe (?:would|are|were|do|did|have|can|could) ?not\b"
    r"|\b(?:our|post's|the embassy's) (?:view|judg(?:e)?ment|assessment)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:plausible|implausible|unproven|proven|credible|credibility|reliable|unreliable|likely|unlikely|certain|"
    r"uncertain|doubtful|weak\w*|strong\w*|best|worst|better|worse|serious|real|genuine|confirm\w*|verif\w+|"
    r"reconcile|open question|question is|in our view|at stake|danger\w*|succe(?:ed|ss)\w*|fail\w*|"
    r"than (?:we|most|many|expected))\b",
    re.IGNORECASE,
)
"""Where the post says what it makes of the matter, and the words in which it does."""
_WHEN = re.compile(
    r"\b(?:by|until|before|deadline|due|expires?|no later than|from|as of|on)\s(?:\w+\s){0,3}?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:19|20)\d\d)\b"
    r"|\b(?:first|second|third|fourth) (?:quarter|half) of (?:19|20)\d\d\b"
)
_COURTESY = re.compile(
    r"\b(?:met (?:\w+ ){0,3}with|also met|visited|attended|hosted|welcomed|thanked|appreciation|schedule of|reception|"
    r"accompanied|comprised|toured?|participated in|a (?:stop|call) (?:at|on)|discussed|delivered|"
    r"(?:walked|took|guided|briefed) (?:[A-Z]\w+|us|the \w+) (?:through|around|on)|called on (?:the )?[A-Z]|"
    r"varied schedule|paid a (?:\w+ ){0,2}(?:visit|call))\b",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"^(?:(?:per|see|ref|reftels?|septels?|the following|this (?:is|cable|message|report)|please|text of|begin text|"
    r"post (?:will|is|encloses)|we will (?:continue to |also )?(?:report|follow|monitor|keep|send)|"
    r"drafted|cleared|minimize)\b|sources?:)|\b(?:the following|as follows|keyed to|is enclosed|are enclosed)\b|"
    r"\b(?:cable|message|report|telegram) (?:was|has been|is) (?:\w+ )?(?:cleared|coordinated|drafted|reviewed)\b|"
    r"\b(?:cleared|coordinated) (?:this|on this|by|with) (?:\w+ ){0,3}(?:cable|message|report|embassy|consulate)\b|"
    r"^(?:below|attached|enclosed) (?:is|are)\b|\b(?:point of contact|POC|questions? (?:may|should|can) be directed|"
    r"for (?:further|more) (?:information|details|background))\b|[\w.]@[\w.]|\b\d{3}[-.]\d{3}[-.]\d{4}\b|^¶|"
    r"^(?:posts|embassies|missions|addressees) (?:are|is|should|may) (?:\w+ ){0,2}(?:requested|instructed|asked) to "
    r"(?:report|slug|reply|respond|acknowledge)|^track\b|\breporting at\b|\bis a (?:weekly|daily|monthly) \w+\b|"
    r"\bwarmly welcomes?\b|"
    r"^(?:we|i|post|mission|(?:the )?embassy(?: \w+){0,2}) (?:\w+ ){0,2}(?:welcomes?|looks? forward)\b",
    re.IGNORECASE,
)
_LIFE = re.compile(
    r"\b(?:(?:was|is) (?:born|married|divorced|widowed|single)|DOB|fluent|"
    r"speaks? (?:good|excellent|perfect|some|little)|(?:two|three|four|five|six|\d) (?:children|sons|daughters)|"
    r"hobb(?:y|ies)|graduated|degree in|studied|educated at|plays? (?:the|golf|tennis|chess)|never married|fond of|"
    r"(?:is|was|aged|,) \d\d(?:,| and| years))",
)
"""How old, how married and how schooled somebody is."""
_HEDGE = re.compile(
    r"\b(?:(?:can ?not|could not|unable to|have not been able to) "
    r"(?:\w+ )?(?:confirm|verify|say|rule out|reconcile|prove)|confirm\w* (?:\w+ ){1,5}but not|"
    r"un(?:confirmed|proven|verified|substantiated)|no (?:independent )?(?:evidence|proof)|"
    r"none of (?:this|these) proves?|"
    r"not (?:yet )?(?:been )?(?:confirmed|proven|verified)|remains? (?:un\w+|to be seen))\b",
    re.IGNORECASE,
)
"""What keeps a report from being read as a fact."""
_LISTING = re.compile(r"^\s*(?:[-*•]{1,3}|\(?[a-z0-9]{1,2}[.)])\s", re.IGNORECASE)
_REDACTED = re.compile(r"X{4,}")
_KNOWN_THING = re.compile(r"^The (?!U\.?S|UN\b)[a-z]+\b")
_POINTING = re.compile(
    r"\b(?:such an?|this|these|those|the (?:latter|former|same)|"
    r"the (?:first|second|third|last|other) (?:two |three |four )?(?:points?|demands?|ones?|reasons?|questions?|"
    r"changes?|requests?|proposals?|conditions?|issues?))\b (?!year|month|week|spring|summer|fall)",
    re.IGNORECASE,
)
_ENDS = (".", "!", "?", '"', "”", ")")
_ROLE_WORTH = {Role.SUMMARY: 0.06, Role.ACTION: 0.10, Role.COMMENT: 0.04, Role.QUOTED: -0.12}
_SHORTEST, _LONGEST = 12, 36


def worth(point: Point, centrality: float, typical: float) -> float:
    """The point's value before novelty is weighed.

    Args:
        point: The candidate.
        centrality: Cosine to the centre of what the brief is about, 0 to 1.
        typical: Cosine to its own paragraph, 0 to 1: how much of the paragraph it tells.

    Returns:
        Roughly 0 to 1; comparable within one brief only.
    """
    text = point.text
    value = 0.30 * min(1.0, centrality / 0.5) + 0.18 * min(1.0, typical / 0.7)
    value += 0.06 * min(2, len(quantities(text))) + 0.015 * min(4, len(_CAPITALISED.findall(text)))
    value += 0.12 * min(2, len(set(map(str.lower, _DECIDING.findall(text)))))
    value += 0.04 * min(2, len(set(map(str.lower, _DOING.findall(text)))))
    value += 0.05 * bool(_SAYING.search(text)) + 0.08 * bool(_FOUND.search(text))
    value += 0.04 * bool(_NAMING.search(text))
    value += 0.03 * bool(_WHEN.search(text)) + 0.10 * bool(_HEDGE.search(text))
    if point.post:
        value += 0.14 * bool(_JUDGING.search(text)) + 0.08 * min(2, len(set(map(str.lower, _VERDICT.findall(text)))))
    value += 0.03 * (point.position == 0) + _ROLE_WORTH.get(point.evidence.paragraph.role, 0.0)
    return max(0.0, value - _flaws(point))


def procedural(text: str) -> bool:
    """Whether it is about the telegram itself: who cleared it, whom to call, what is enclosed."""
    return bool(_PROCEDURE.search(text))


def courteous(text: str) -> bool:
    """Whether it tells of a meeting, a visit or another courtesy rather than of what came of it."""
    return bool(_COURTESY.search(text))


def length_flaw(point: Point) -> float:
    """What a long sentence loses for the room that it takes."""
    return 0.012 * max(0, point.words - _LONGEST)


def _flaws(point: Point) -> float:
    text, words = point.text.rstrip(), point.words
    flaws = 0.30 * point.hanging + 0.10 * bool(_LISTING.match(text))
    flaws += 0.40 * procedural(text) + 0.25 * text[:1].islower() + 0.20 * bool(_LIFE.search(text))
    flaws += 0.08 * courteous(text) + 0.12 * half_quoted(text)
    flaws += 0.12 * bool(_POINTING.search(text, 1)) + 0.05 * (point.position > 0 and bool(_KNOWN_THING.match(text)))
    # Few words that give a date or a figure cost little room and tell much.
    flaws += 0.05 * (words < _SHORTEST and not _WHEN.search(text) and not quantities(text))
    flaws += length_flaw(point)
    flaws += 0.10 * bool(_REDACTED.search(text)) + 0.06 * text.endswith("?")
    return flaws + 0.15 * (not text.endswith(_ENDS))


def half_quoted(text: str) -> bool:
    """Whether a quotation opens here that does not close here, or brackets close that do not open."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1 or text.count(")") > text.count("(")
