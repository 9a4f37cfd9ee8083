"""Who is who: names with the offices that the cables give them, found by how cables write them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import NamedTuple

from rag.answering.model import Draft, DraftCitation, Evidence
from rag.briefs.offices import beginning, behind, is_bare
from rag.briefs.terms import word_set
from rag.cables.model import Key, Role

_PART = r"[A-ZÀ-Þ][a-zà-ÿ]+"
_NAME_WORD = rf"(?:O['’]{_PART}|(?:Mac|Mc|Al-|El-){_PART}|{_PART}(?:-[A-ZÀ-Þ]?[a-zà-ÿ]+){{0,2}}|(?:[A-Z]\.){{1,3}})"
_PARTICLE = r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|zu|bin|ibn|al|el|ben|abu)"
_MORE = rf"(?: (?:{_PARTICLE} ){{0,2}}{_NAME_WORD}| [\"“'‘]{_PART}[\"”'’](?= [A-Zd]))"
_NAME = rf"(?P<name>{_NAME_WORD}{_MORE}{{0,3}})(?![\w-])"
_FULL_NAME = rf"(?P<name>{_NAME_WORD}{_MORE}{{1,3}})"
_HEAD = (
    "Prime Minister|Chief Engineer|Foreign Minister|Minister|Vice President|President|Ambassador|Secretary[- ]General|"
    "Secretary of State|Under ?[Ss]ecretary|Secretary|Director[- ]General|Director|Governor|Senator|Mayor|"
    "Attorney General|Prosecutor General|Prosecutor|Chancellor|Chairman|Chairwoman|Chair|Commissioner|Counsell?or|"
    "Counsel|Advis[eo]r|Spokes(?:man|woman|person)|Representative|Commander|General|Colonel|Admiral|Judge|"
    "Speaker|Deputy|Congress(?:man|woman)|Chief of Staff|Chief|King|Queen|Prince|Sheikh|Archbishop|Bishop|"
    "Consul General|Charg[eé] d'Affaires|Coordinator|Head|Member of Parliament|CEO|FM|PM|DPM|MP|MEP|DCM|DAS|A/S|U/S|NSA"
)
_WEAK_HEAD = (
    "staff|aide|wife|husband|son|daughter|brother|sister|leader|founder|owner|editor|journalist|professor|lawyer|"
    "activist|analyst|expert|researcher|official|officer|manager|scholar|economist|dissident|member"
)
_BEFORE_HEAD = (
    "Deputy|Vice|First|Second|Acting|Former|Assistant|Associate|Chief|Senior|Principal|State|Foreign|Interior|Defense|"
    "Defence|Finance|Justice|Health|Education|Trade|Energy|Environment|Agriculture|Culture|Labor|National|Party|"
    "Permanent|Special|Political|Economic|Parliamentary|Executive|General|Managing|Provincial|Regional|Federal|"
    "Supreme Court|Rear|Brigadier|Lieutenant|Major|Security|Diplomatic|Legal|Press|[A-Z]{2,6}|"
    "[A-Z][a-z]{2,12}(?:an|ese|ish|i|ch)"
)
_OF = r"(?: (?:of|for|to|on) (?:the )?[A-Z][A-Za-z'’-]*(?: (?:[A-Z][A-Za-z'’-]*|the|and|of|for)){0,7}?)?"
_SHORT = r"(?: \([A-Z][A-Za-z/]{1,9}\))?"
_OFFICE = (
    rf"(?:(?:{_BEFORE_HEAD}) ){{0,3}}(?:{_HEAD}){_SHORT}{_OF}{_SHORT}"
    rf"(?: and (?:(?:{_BEFORE_HEAD}) ){{0,2}}(?:{_HEAD}){_OF})?"
)
_LISTED = r"(?:(?:, [A-Z][a-z]+(?=,)){1,4}, and [A-Z][a-z]+(?: [A-Z][a-z]+){0,3})?"
_TITLED = re.compile(rf"(?<!Consulate )\b(?P<office>{_OFFICE}) {_NAME}")
_APPOSED = re.compile(
    rf"\b{_FULL_NAME}, (?P<office>(?:[\w'’/&-]+ ){{0,6}}?(?i:{_HEAD}|{_WEAK_HEAD})\b[^,;:.()\"]{{0,70}}?{_LISTED})"
    r"(?=\s?[,;.)(])"
)
_OFFICE_FIRST = re.compile(
    rf"(?:\b[Tt]he |(?=\b[A-Z][\w-]+['’]s? ))(?P<office>(?:[\w'’&-]+ ){{0,4}}?(?i:{_HEAD})"
    rf"(?: (?:of|for|to|at) [^,;:.()\"]{{2,60}}?)?), {_FULL_NAME}(?=,)"
)
"""`the president of the chamber, Dafydd Orme,` and `Brightwater's vice president, Dolores Quarrie,`."""
_PAIR = re.compile(
    rf"\b(?P<office>(?:(?:{_BEFORE_HEAD}) ){{0,2}}(?:{_HEAD})s) (?P<name>{_PART} {_PART} and {_PART} {_PART})(?![\w-])"
)
_OF_BODY = re.compile(rf"\b(?P<office>[A-Z]{{3,8}})['’]s {_FULL_NAME}(?![\w-])")
_HIGH = re.compile(r"Minister|President|Chancellor|King|Queen|\b(?:D?PM|D?FM)\b|Secretary of State")
_OFFICIAL = re.compile(_HEAD)
_NO_OFFICE_START = word_set(
    "and or together that which along with met said told in at on as by but while who where when from have has had",
    "was were is are including both to will would after before we i you",
)
_NEXT_PERSON = re.compile(
    rf"(?i:{_HEAD}|{_WEAK_HEAD}) (?!{_PART} (?:{_HEAD})$){_PART} {_PART}$| and an? | - | "
    r"(?:said|told|summed|noted|took|made|gave|called|asked|will|is|was|were|has|have) "
)
_AND_OTHER = re.compile(rf" and {_PART}(?: {_PART})+$")
_NEXT_OFFICE = re.compile(rf", (?:the )?(?:[A-Z]\w+ ){{0,2}}(?i:{_HEAD})\b")
_SHORTEST_QUOTE = 16
_WHOLE_NAME = 2
_TOLD = 6.0
"""What a line of the page that names the person weighs, in paragraphs that do."""
_COMPOUND = re.compile(r"-[a-z]")
_LESS = word_set("deputy vice assistant associate under acting former ex then late outgoing incoming elect designate")
_RANK = re.compile(r"(?P<rank>Captain|Commodore|Lieutenant|Major|Sergeant|Brigadier) (?P<name>.+)")
_DANGLING = word_set("and of for to the on in a")


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    """Capitalised words that are offices, bodies, places or days, from the data file beside this module."""
    listed = files("rag.briefs").joinpath("not_names.txt").read_text("utf-8")
    return word_set(listed, *re.findall(r"[A-Z][a-z]+", f"{_HEAD}|{_BEFORE_HEAD}"))


class _Found(NamedTuple):
    name: str
    office: str
    quote: str


class _Placed(NamedTuple):
    found: _Found
    item: Evidence


@dataclass(frozen=True)
class Person:
    """One name with an office.

    Attributes:
        name: As the cable writes it.
        office: As the cable writes it.
        draft: The line to be checked, name first.
        key: The paragraph it stands in.
        weight: How much a reader needs to know of the person: how many lines of the page and how many paragraphs name
            it, and how high the office is.
    """

    name: str
    office: str
    draft: Draft
    key: Key
    weight: float

    @property
    def surname(self) -> str:
        """By which other paragraphs call the person."""
        return _surname(self.name)


def people(evidence: Sequence[Evidence], told: Sequence[str] = ()) -> tuple[Person, ...]:
    """Names with their offices, those that matter most first; each person once, with the latest office given.

    Args:
        evidence: The paragraphs in which to look.
        told: Lines of the page: whom they name matters most to its reader.

    Returns:
        Persons; none for text in capitals only, where names cannot be told from other words.
    """
    found: dict[str, list[_Placed]] = {}
    for item in evidence:
        if item.paragraph.role is not Role.CONTENTS:
            for one in _in_text(item.paragraph.text):
                found.setdefault(_surname(one.name), []).append(_Placed(one, item))
    chosen = [_latest(mentions) for mentions in found.values()]
    whole = {word for one, _ in chosen if " " in one.name for word in one.name.split()}
    persons = [_person(one, item.key, evidence, told) for one, item in chosen if one.name not in whole]
    return tuple(sorted(persons, key=lambda person: -person.weight))


def _surname(name: str) -> str:
    return name.replace("-", " ").split()[-1]


def _latest(mentions: Sequence[_Placed]) -> _Placed:
    """The latest office of a person, in the words that give it and the name most fully."""
    official = [placed for placed in mentions if _OFFICIAL.search(placed.found.office)] or mentions
    latest = max(official, key=lambda placed: (_sent(placed.item), _fullness(placed.found)))
    same = [placed for placed in official if _says_as_much(placed.found.office, latest.found.office)]
    return max(same, key=lambda placed: _fullness(placed.found))


def _sent(item: Evidence) -> str:
    return item.cable.date.isoformat() if item.cable.date else ""


def _says_as_much(office: str, other: str) -> bool:
    """Whether an office is the other, perhaps in more words: a deputy or a former minister is no minister."""
    words, others = ({word.lower() for word in re.findall(r"\w+", text)} for text in (office, other))
    return words >= others and not (words - others) & _LESS


def _in_text(text: str) -> Iterator[_Found]:
    for pattern in (_APPOSED, _OFFICE_FIRST, _TITLED, _PAIR, _OF_BODY):
        for match in pattern.finditer(text):
            written, name = _parted(match["office"], match["name"])
            found = _Found(name, _alone(written, text[match.end() :]), match.group())
            if not _is_name(found.name) or not _is_office(found):
                continue
            start, end, office = _extent(text, match, written) if pattern is _TITLED else (*match.span(), found.office)
            if not is_bare(office):
                yield _ranked(found._replace(office=office, quote=_enough(text, start, end)))


def _parted(office: str, name: str) -> tuple[str, str]:
    """Office and name where the body's last words look like a name's first: `Minister of Water | Economy Ada Holm`."""
    words = name.split()
    body = len(list(takewhile(_not_names().__contains__, words)))
    if not body or len(words) - body < _WHOLE_NAME or not re.search(r"\b(?:of|for)\b", office):
        return office, name
    return " ".join([office.strip(), *words[:body]]), " ".join(words[body:])


def _ranked(found: _Found) -> _Found:
    """With an officer's rank as part of the office, as where it stands alone: `Rear Admiral`."""
    rank = _RANK.fullmatch(found.name)
    return found._replace(name=rank["name"], office=f"{rank['rank']}, {found.office}") if rank else found


def _alone(office: str, following: str) -> str:
    """An office without what belongs to the next words: `Director of MAPS and Prabhat Kumar, the Director of`."""
    other = _AND_OTHER.search(office) if _NEXT_OFFICE.match(following) else None
    return re.sub(r"['’]s?$", "", office[: other.start()] if other else office).strip()


def _extent(text: str, match: re.Match[str], written: str) -> tuple[int, int, str]:
    """Where an office and its name stand, with what belongs to it before it and, where it must be, behind the name."""
    start: int = beginning(text, match.start())
    end: int = match.end()
    office = text[start : match.start()] + written.strip()
    body = behind(text, end) if is_bare(office) else ""
    return (start, end + 1 + len(body), f"{office} {body}") if body else (start, end, office)


def _enough(text: str, start: int, end: int) -> str:
    """The words from start to end, or where they are too few to be quoted those up to a quotable length."""
    while end - start < _SHORTEST_QUOTE and end < len(text):
        space = text.find(" ", end + 1)
        end = space if space > 0 else len(text)
    return text[start:end]


def _is_name(name: str) -> bool:
    words = name.split()
    return not _not_names().intersection(words) and not words[-1].endswith(".") and not _COMPOUND.search(name)


def _is_office(found: _Found) -> bool:
    words = found.office.split()
    if words[0] in _NO_OFFICE_START or words[-1].lower() in _DANGLING or _NEXT_PERSON.search(found.office):
        return False
    # "Director of Programs Management": after "of", one more capital word is part of the office, not a name.
    return len(found.name.split()) > 1 or not re.search(r"\b(?:of|for|to|on)\b", found.office)


def _fullness(found: _Found) -> tuple[int, int]:
    return (min(2, len(found.name.split())), min(60, len(found.office)))


def _person(found: _Found, key: Key, evidence: Sequence[Evidence], told: Sequence[str]) -> Person:
    short = re.search(r"\(([A-Z]{2,6})\)", found.office)
    names = [found.name.split()[-1], *(short.groups() if short else ())]
    called = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    mentions = sum(bool(called.search(item.paragraph.text)) for item in evidence)
    rank = 2.0 * bool(_HIGH.search(found.office)) + 1.0 * bool(_OFFICIAL.search(found.office))
    draft = Draft(text=f"{found.name}: {found.office}", citations=(DraftCitation(key, found.quote),))
    named = sum(bool(called.search(line)) for line in told)
    return Person(found.name, found.office, draft, key, min(6, mentions) + rank + _TOLD * min(2, named))
