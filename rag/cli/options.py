"""Options that several commands share, and how they become settings, filters and a Desk."""

import calendar
import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from rag.cables.marking import Level, Marking
from rag.errors import UsageError
from rag.stores.filters import Filters

if TYPE_CHECKING:
    from rag.desk import Desk

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="The library's folder; else REFTEL_HOME, else the user's data folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line, and nothing else, to stdout.")]
PostOption = Annotated[list[str] | None, typer.Option("--post", help="Only cables from this post; repeatable.")]
FromOption = Annotated[str | None, typer.Option("--from", help="Only cables of this date (YYYY-MM-DD) or later.")]
ToOption = Annotated[str | None, typer.Option("--to", help="Only cables of this date (YYYY-MM-DD) or earlier.")]
TagOption = Annotated[list[str] | None, typer.Option("--tag", help="Only cables with this TAG; repeatable.")]
CableOption = Annotated[list[str] | None, typer.Option("--cable", help="Only this cable; repeatable.")]
ClearanceOption = Annotated[
    str | None, typer.Option("--clearance", help="See nothing above U, SBU, C, S or TS, nor anything unmarked.")
]

FallbackOption = Annotated[
    str | None,
    typer.Option(
        "--fallback",
        help="What writes where the model of REFTEL_LLM_MODEL does not: extractive or none.",
        show_default="extractive",
    ),
]


def open_desk(home: Path | None, **changes: object) -> "Desk":
    """A Desk on the chosen home folder, with all other settings from the environment.

    Args:
        home: None for that of the environment.
        **changes: Settings by name that an option replaces; None leaves them as they are.

    Raises:
        UsageError: A setting or the option that replaces it is outside its bounds.
    """
    from rag.desk import Desk
    from rag.settings import Settings, load_settings

    fallback, allowed = changes.get("llm_fallback"), get_args(Settings.model_fields["llm_fallback"].annotation)
    if fallback is not None and fallback not in allowed:
        raise UsageError(f"--fallback cannot be '{fallback}'; choose {' or '.join(allowed)}.")
    return Desk.open(load_settings(home=home, **changes))


def parse_date(text: str, *, last: bool = False) -> dt.date:
    """A day; a bare year or month means its first day, or its last one for the upper end of a range.

    Raises:
        UsageError: It is no date.
    """
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in match.groups())
        if month and day:
            return dt.date(year, month, day)
        month = month or (12 if last else 1)
        return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except ValueError:
        raise UsageError(f"'{text}' is no date; write it as 2009-08-26, 2009-08 or 2009.") from None


def parse_clearance(text: str | None) -> Level | None:
    """The named level.

    Raises:
        UsageError: It is none of the levels.
    """
    if not text:
        return None
    level = Marking.parse(text).level
    if level is Level.UNMARKED:
        raise UsageError(f"'{text}' is no clearance; choose U, SBU, C, S or TS.")
    return level


def build_filters(
    *,
    post: list[str] | None = None,
    first: str | None = None,
    last: str | None = None,
    tag: list[str] | None = None,
    cable: list[str] | None = None,
    clearance: str | None = None,
) -> Filters:
    """Filters from the words of the command line or of a batch row.

    Raises:
        UsageError: A date, clearance or cable id that cannot be read, or a range of dates that ends before it starts.
    """
    start = parse_date(first) if first else None
    end = parse_date(last, last=True) if last else None
    if start and end and start > end:
        raise UsageError(f"--from {first} lies after --to {last}; no cable can be of both.")
    return Filters(
        posts=tuple(post or ()),
        first=start,
        last=end,
        tags=tuple(name.upper() for name in tag or ()),
        cables=tuple(map(parse_id, cable or ())),
        clearance=parse_clearance(clearance),
    )


def parse_id(text: str) -> str:
    """A cable id in its canonical form.

    Raises:
        UsageError: It is no cable id.
    """
    from rag.cables.ids import normalize_id

    known = normalize_id(text)
    if known is None:
        raise UsageError(f"'{text}' is no cable id; write year, post and number, for example 09PHNOMPENH628.")
    return known
