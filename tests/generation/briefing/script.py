"""What a scripted model says when it reads a cable for a brief, weighs points, or is asked for corrections."""

import json
from collections.abc import Callable, Mapping

from tests.generation.server import Brain, Reply

HARBOR, DOUBTS = "09PORTALDERA214", "09PORTALDERA231"
BIDDING = (
    "The Government of Corvessa (GOC) reopened bidding on March 2 for a thirty-year concession at Kestrel Point, the "
    "deepwater terminal that it failed to let last year (reftel)."
)
ROCK = (
    "Sorrento said that the contractor found less rock than feared, about 140,000 cubic meters, most of it in one "
    "ridge off the fishing mole."
)
PRICE = (
    "She added that the survey came in at USD 1.9 million, above her estimate of last December, and took thirteen "
    "weeks because of winter storms."
)
TENDER = "The second tender is a better piece of work than the first, and Sorrento deserves the credit."
DISPUTES = "Disputes go to arbitration in Port Aldera and not abroad."
UNION = "The union counts 4,200 members."
LOAN = "She fears a liability of up to USD 95 million outside the budget."
NOTHING = json.dumps({"statements": []})


def point(text: str, *citations: tuple[str, str], section: str = "key_point", value: int = 5) -> dict:
    """A point in a reply."""
    cited = [{"id": name, "quote": quote} for name, quote in citations]
    return {"citations": cited, "text": text, "section": section, "value": value}


def points_json(*points: dict) -> str:
    """A reply to `brief_points`."""
    return json.dumps({"statements": list(points)}, ensure_ascii=False)


def page_json(
    order: list[int], bottom: list[int] | None = None, same: list[list[int]] | None = None, differ: object = None
) -> str:
    """A reply to `brief_page`."""
    page = {"bottom_line": bottom or [], "same": same or [], "differ": differ or [], "order": order}
    return json.dumps(page)


BID = point(
    "Corvessa reopened bidding on March 2 for a thirty-year concession at Kestrel Point.",
    (f"{HARBOR}¶1", BIDDING),
    section="bottom_line",
    value=8,
)
SURVEY = point(
    "Sorrento added that the survey came in at USD 1.9 million, above her estimate of last December.",
    (f"{HARBOR}¶3", PRICE),
    value=6,
)
VIEW = point(
    "The Embassy believes that the second tender is a better piece of work than the first.",
    (f"{HARBOR}¶10", TENDER),
    section="post_view",
    value=7,
)
FEAR = point(
    "Finance Minister Aurelle fears a liability of up to USD 95 million outside the budget.",
    (f"{DOUBTS}¶1", LOAN),
    section="bottom_line",
    value=9,
)
GOOD = points_json(BID, SURVEY, VIEW)


def asks_of(body: dict) -> str:
    """What a request asks for: `read`, `weigh`, `repair` or `answer`."""
    last = body["messages"][-1]["content"]
    if "failed the check" in last:
        return "repair"
    if "Name the points:" in last:
        return "weigh"
    return "read" if "Give its points:" in last else "answer"


def sources_of(body: dict) -> str:
    """All that the model is shown beyond the rules."""
    return "\n".join(message["content"] for message in body["messages"][1:])


def cable_of(body: dict) -> str:
    """Which cable a request reads."""
    return sources_of(body).partition(" CABLE ")[2].split()[0]


def scripted(readings: Mapping[str, str], page: str | Callable[[dict], str] = "{}", correction: str = NOTHING) -> Brain:
    """A model that makes these points of these cables, this page, and these corrections.

    Args:
        readings: Reply by cable; of others it makes no point.
        page: Reply when it weighs points.
        correction: Reply when it is asked for corrections.
    """

    def brain(body: dict) -> Reply:
        match asks_of(body):
            case "repair":
                return Reply(correction)
            case "weigh":
                return Reply(page if isinstance(page, str) else page(body), size=200)
            case _:
                return Reply(readings.get(cable_of(body), NOTHING), size=200)

    return brain
