"""Recorded exchanges with a model, one line of JSON for each question."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from eval.run.files import write_whole
from eval.wire import Document
from rag.errors import UserError


class Fixture(Document):
    """One question's exchange with the model.

    Attributes:
        id: Of the question in its suite.
        model: Name that was asked for.
        sent: Cable and index of each paragraph that the writer was given, best first; None where the search is part of
            what is recorded: it runs anew, and what it finds decides whether the replies still fit.
        replies: The model's replies by the key of their request (`rag.generation.replies.key_of`); a request that has
            changed since finds none, so that a stale fixture is told from a wrong one.
    """

    id: str
    model: str
    sent: tuple[tuple[str, int], ...] | None = None
    replies: dict[str, str]


def load_fixtures(path: Path) -> dict[str, Fixture]:
    """The fixtures of a file by question; none where the file is not there yet.

    Raises:
        UserError: The file is damaged.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The fixtures {path} cannot be read: {error}.") from None
    found: dict[str, Fixture] = {}
    for number, line in enumerate(lines, 1):
        try:
            fixture = Fixture.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            raise UserError(f"{path}:{number} is no fixture: {first['msg']}. Record it again.") from None
        found[fixture.id] = fixture
    return found


def save_fixtures(fixtures: Iterable[Fixture], path: Path) -> None:
    """Writes the file whole, in order of the ids.

    Raises:
        OperatorError: The disk does not take it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = sorted(fixtures, key=lambda fixture: fixture.id)
    write_whole(path, "".join(fixture.model_dump_json(exclude_none=True) + "\n" for fixture in rows))
