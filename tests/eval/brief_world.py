"""Briefs of the invented world: a right page of each of its cables, and a suite about them."""

from dataclasses import dataclass, replace

from eval.suite.model import Item, Suite
from eval.system import Cited, Page, Reply, Said
from rag.briefs.model import BriefRequest
from rag.cables.marking import Level, Marking, highest
from rag.cables.model import Cable, Paragraph
from tests.eval.world import CABLES, PLACES, WorldSystem

SECTIONS = {1: "bottom_line", 2: "key_points", 3: "key_points", 4: "post_view", 5: "key_points"}
NAMES = {Level.U: "UNCLASSIFIED", Level.C: "CONFIDENTIAL", Level.S: "SECRET"}


def with_caveat(cable: Cable) -> Cable:
    """The cable with its secret paragraph not for foreign eyes."""
    *others, secret = cable.paragraphs
    return replace(cable, paragraphs=(*others, replace(secret, effective_marking=Marking(Level.S, ("NOFORN",)))))


BRIEFED = {name: with_caveat(cable) for name, cable in CABLES.items()}


def line(cable: Cable, unit: Paragraph) -> Said:
    """A line that says what a paragraph says."""
    mark = str(unit.effective_marking)
    cited = Cited(cable=cable.id, label=unit.label, index=unit.index, quote=unit.text, marking=mark)
    return Said(text=unit.text, citations=(cited,), part=SECTIONS[unit.index], mark=mark)


def printed(marking: Marking) -> str:
    """A banner."""
    return "//".join((NAMES[marking.level], *marking.caveats))


@dataclass(frozen=True)
class BriefWorld(WorldSystem):
    """Makes right briefs on cables, and none on topics."""

    def show(self, cable: str) -> Cable | None:
        return BRIEFED.get(cable)

    def brief(self, request: BriefRequest) -> Reply:
        if request.topic:
            return Reply(outcome="declined", reason="nothing was found on the topic")
        cable = BRIEFED[request.cables[0]]
        seen = [p for p in cable.paragraphs if p.effective_marking.within(request.filters.clearance)]
        banner = printed(highest(p.effective_marking for p in seen))
        return Reply(
            outcome="answered",
            statements=tuple(line(cable, unit) for unit in seen),
            retrieved=tuple((cable.id, unit.index) for unit in seen),
            page=Page(pages=1, banners=(banner, banner), around=(cable.subject,), fill=0.9),
        )


def brief_suite() -> Suite:
    """A brief of each cable, another below its secret, and one on a topic that no cable has."""
    rows: list[dict[str, object]] = []
    for number, place in enumerate(PLACES):
        cable = f"09{place.post}{100 + number}"
        facts = [
            {"num": place.millions * 1e6, "unit": "dollars", "by": [place.minister], "paragraphs": [[cable, "1"]]},
            {"num": place.complaints, "unit": "complaints", "paragraphs": [[cable, "3"]]},
            {"name": [place.rival], "part": ["post_view"], "paragraphs": [[cable, "4"]]},
            {"say": [place.topic], "vital": False, "paragraphs": [[cable, "2"]]},
        ]
        brief = {"cables": [cable]}
        rows += [
            {"id": f"{place.post}", "kind": "single", "brief": brief, "marking": "S//NOFORN", "facts": facts},
            {"id": f"{place.post}-below", "kind": "clearance", "brief": brief, "marking": "C", "facts": facts,
             "filters": {"clearance": "C"}, "must_not": [f"Agent {place.rival}wood"]},
        ]  # fmt: skip
    rows.append({"id": "absent", "kind": "topic", "brief": {"topic": "penguins"}, "answerable": "no"})
    return Suite(name="briefs", items=tuple(Item.model_validate(row) for row in rows))
