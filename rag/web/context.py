"""What every page works with."""

from dataclasses import dataclass, field
from pathlib import Path

from rag.desk import Desk
from rag.errors import UserError
from rag.web.rates import RateLimit
from rag.web.sessions import Sessions


@dataclass(frozen=True)
class Context:
    """One running app.

    Attributes:
        desk: For reading; it stays open beside a writer.
        folder: For files on their way in and out; emptied when the app ends.
        sessions: What each page has asked.
        questions: Limits questions and views of each page.
        calls: Limits calls over HTTP, all callers together: none of them has a session that could be told apart.
        works: Limits briefs, uploads, deletions and evaluations.
    """

    desk: Desk
    folder: Path
    sessions: Sessions = field(default_factory=Sessions)
    questions: RateLimit = field(default_factory=lambda: RateLimit(240, "questions"))
    calls: RateLimit = field(default_factory=lambda: RateLimit(2400, "calls"))
    works: RateLimit = field(default_factory=lambda: RateLimit(30, "briefs or changes"))

    def allow_change(self, session: str | None) -> None:
        """Counts a change of the library.

        Raises:
            UserError: A clearance is set: a change could touch, count or name what it hides.
            RetryError: There were too many within a minute.
        """
        if self.desk.settings.clearance_level is not None:
            raise UserError(
                "While a clearance is set the library is not changed from here; use the command line without one."
            )
        self.works.take(session)

    def writer(self) -> Desk:
        """A Desk for one change of the library: it closes its stores, and those that others read from stay open."""
        return Desk.open(self.desk.settings)
