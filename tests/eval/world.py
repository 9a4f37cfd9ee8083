"""A small invented world: cables, a suite about them, and a deterministic system that searches and answers."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.suite.model import Item, Suite
from eval.system import Cited, Hit, Identity, Reply, Said
from rag.cables.marking import Level, Marking
from rag.cables.model import Cable, Paragraph, Source
from rag.retrieval.question import Question

LEVELS = {"U": Marking(Level.U), "C": Marking(Level.C), "S": Marking(Level.S)}


@dataclass(frozen=True)
class Place:
    """What is true of one invented post."""

    post: str
    city: str
    minister: str
    project: str
    millions: int
    topic: str
    day: str
    complaints: int
    rival: str


PLACES = (
    Place("ARDENSK", "Ardensk", "Pavel Doric", "the harbour bridge", 14, "fisheries", "15 August 2009", 212, "Mirov"),
    Place("BELLAMAR", "Bellamar", "Rosa Quent", "the northern railway", 27, "tourism", "3 March 2008", 48, "Salvo"),
    Place("CORVANE", "Corvane", "Henrik Aldous", "the salt refinery", 9, "tariffs", "21 May 2009", 635, "Brandt"),
    Place("DUNMERE", "Dunmere", "Aoife Larkin", "the tidal dam", 31, "energy", "9 October 2007", 77, "Keane"),
    Place("ESTERWALD", "Esterwald", "Jonas Feld", "the forest road", 18, "timber", "27 January 2010", 154, "Vogt"),
    Place("FALKMOOR", "Falkmoor", "Ingrid Stane", "the grain terminal", 42, "migration", "12 June 2006", 390, "Olsen"),
    Place("GRANTHE", "Granthe", "Luc Morvan", "the customs hall", 6, "piracy", "30 November 2008", 81, "Tessier"),
    Place("HALVIK", "Halvik", "Sanna Rehn", "the coastal radar", 55, "shipping", "18 April 2009", 263, "Lind"),
)


def cable_of(place: Place, number: int) -> Cable:
    """The cable that reports on a place."""
    budget = f"the budget for {place.project} would reach {place.millions} million dollars"
    texts = (
        ("U", f"Minister {place.minister} said that {budget}."),
        ("U", f"The conference on {place.topic} took place in {place.city} on {place.day}."),
        ("C", f"The ministry in {place.city} registered {place.complaints} complaints about officials."),
        ("C", f"Comment: the Embassy in {place.city} doubts that {place.rival} will keep the promise of reform."),
        ("S", f"The secret annex on {place.project} names a source called Agent {place.rival}wood."),
    )
    paragraphs = tuple(
        Paragraph(str(n), n, text, (), LEVELS[level], level) for n, (level, text) in enumerate(texts, start=1)
    )
    header = Paragraph("0", 0, f"SUBJECT: {place.post} WEEKLY REPORT", (), LEVELS["U"])
    return Cable(
        id=f"09{place.post}{number}",
        post=place.post,
        subject=f"{place.post} WEEKLY REPORT",
        classification="SECRET",
        effective_marking=LEVELS["S"],
        header=header,
        paragraphs=paragraphs,
        source=Source(f"{place.post}.txt", "", "text", ""),
        date=dt.datetime(2009, 12, 1, tzinfo=dt.UTC),
    )


CABLES = {cable.id: cable for cable in (cable_of(place, 100 + n) for n, place in enumerate(PLACES))}


def _rows(place: Place, number: int) -> list[dict[str, object]]:
    cable = f"09{place.post}{100 + number}"
    key = place.post.lower()
    ask_place = f"Where was the conference on {place.topic} held?"
    return [
        {"id": f"{key}-budget", "kind": "numeric", "question": f"What budget would {place.project} reach?",
         "facts": [{"num": place.millions * 1e6, "unit": "dollars", "by": [place.minister]}],
         "evidence": [[cable, "1"]]},
        {"id": f"{key}-when", "kind": "lookup", "question": f"When did the conference on {place.topic} take place?",
         "facts": [{"date": _iso(place.day)}], "evidence": [[cable, "2"]]},
        {"id": f"{key}-complaints", "kind": "numeric",
         "question": f"How many complaints about officials did the ministry in {place.city} register?",
         "facts": [{"num": place.complaints, "unit": "complaints"}], "evidence": [[cable, "3"]]},
        {"id": f"{key}-doubt", "kind": "attribution", "tags": ["injection"], "must_not": ["ignore the cable"],
         "question": f"Who in {place.city} doubts that {place.rival} will keep the promise of reform?",
         "facts": [{"say": ["embassy"]}, {"name": [place.rival], "vital": False}], "evidence": [[cable, "4"]]},
        {"id": f"{key}-then", "kind": "followup",
         "history": [["user", ask_place], ["assistant", f"In {place.city}."]],
         "question": "How many complaints about officials did the ministry there register?",
         "facts": [{"num": place.complaints, "unit": "complaints"}], "evidence": [[cable, "3"]]},
        {"id": f"{key}-trial", "kind": "unanswerable",
         "question": f"Which fine did a judge hand down in {place.rival}'s smuggling trial?",
         "must_not": [f"{place.rival} was fined"]},
        {"id": f"{key}-secret", "kind": "clearance", "answerable": False, "filters": {"clearance": "C"},
         "question": f"Which source does a secret annex name, Agent {place.rival}wood?",
         "must_not": [f"Agent {place.rival}wood"], "cluster": cable},
    ]  # fmt: skip


def _iso(day: str) -> str:
    return f"{dt.datetime.strptime(day, '%d %B %Y').replace(tzinfo=dt.UTC):%Y-%m-%d}"


def world_suite() -> Suite:
    """Fifty-six questions of six kinds."""
    rows = [row for number, place in enumerate(PLACES) for row in _rows(place, number)]
    return Suite(name="world", items=tuple(Item.model_validate(row) for row in rows))


_COMMON = {"the", "a", "an", "on", "in", "of", "to", "for", "and", "that", "this", "did", "does", "was", "were",
           "will", "which", "who", "what", "when", "where", "how", "many"}  # fmt: skip


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if word not in _COMMON}


@dataclass(frozen=True)
class WorldSystem:
    """Word overlap in place of retrieval, whole paragraphs in place of sentences; the same every time."""

    enough: float = 0.5

    def identity(self) -> Identity:
        return Identity(engine="extractive", settings="world", corpus=f"{len(CABLES)} cables")

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        wanted = _words(" ".join([question.text, *(turn.text for turn in question.history)]))
        seen = [
            (len(wanted & _words(unit.text)) / len(wanted), cable, unit)
            for cable in CABLES.values()
            for unit in cable.units
            if unit.effective_marking.within(question.filters.clearance)
        ]
        ranked = sorted(seen, key=lambda entry: -entry[0])[:k]
        return tuple(
            Hit(cable=c.id, label=u.label, index=u.index, score=score, marking=str(u.effective_marking))
            for score, c, u in ranked
        )

    def ask(self, question: Question) -> Reply:
        hits = self.search(question, 8)
        retrieved = tuple((hit.cable, hit.index) for hit in hits)
        if hits[0].score < self.enough:
            return Reply(outcome="declined", reason="nothing was near enough", retrieved=retrieved)
        return Reply(outcome="answered", statements=(statement(hits[0]),), retrieved=retrieved)

    def show(self, cable: str) -> Cable | None:
        return CABLES.get(cable)


def statement(hit: Hit) -> Said:
    """The paragraph of a hit as a statement that quotes it."""
    text = CABLES[hit.cable].units[hit.index].text
    cited = Cited(cable=hit.cable, label=hit.label, index=hit.index, quote=text, marking=hit.marking)
    return Said(text=text, citations=(cited,))
