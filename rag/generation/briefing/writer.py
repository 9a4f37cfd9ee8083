"""Briefs written by a language model: read cable by cable, checked, weighed, or left to the extracts."""

from dataclasses import dataclass, field

from rag.briefs.candidates import ExtractiveWriter, Material, Told, Writing
from rag.cables.model import Key
from rag.errors import ReftelError, UserError
from rag.generation.briefing import notes
from rag.generation.briefing.notes import Unread
from rag.generation.briefing.placing import Placing
from rag.generation.briefing.points import Point, read
from rag.generation.briefing.reading import Plan, Reading, plan
from rag.generation.briefing.weighing import Page, Weigher, by_value, shown
from rag.generation.clock import Clock
from rag.generation.failures import Kind, ModelFailureError
from rag.generation.model import LanguageModel
from rag.generation.neutral import one_line
from rag.generation.probing import MethodFinder
from rag.generation.prompts import Prompts
from rag.generation.replies import Replies
from rag.generation.sending import LeftOut, ceiling_of
from rag.generation.session import Session
from rag.generation.spending import Account, SpendingError, price_notes
from rag.settings import Settings

ENGINE = "llm"
_OF_ONE_CALL = frozenset({Kind.MALFORMED, Kind.EMPTY, Kind.LENGTH, Kind.FILTERED, Kind.REFUSED, Kind.OVERFLOW})
"""Failures after which another cable may still be read."""
_GIVE_UP = 2
"""Readings that fail one after the other from the first on, before no more is tried."""
UNORDERED = "The points of the cables stand in the order of the readings, since the model did not weigh them together: "


@dataclass
class _Harvest:
    """What the readings gave so far."""

    read: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    sent: list[Reading] = field(default_factory=list)
    """Those that a request went out for, whatever came of it."""

    @property
    def verified(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.verified)

    @property
    def failed(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if not one.verified)

    @property
    def told(self) -> frozenset[Key]:
        """Paragraphs that the model has read; of all others the page has the cables' words."""
        return frozenset(key for reading in self.read for key in reading.keys)


class ModelWriter:
    """Writes briefs through a language model; see `rag.briefs.candidates.Writer`."""

    def __init__(
        self,
        settings: Settings,
        model: LanguageModel,
        reader: LanguageModel,
        methods: MethodFinder,
        prompts: Prompts,
        *,
        fallback: bool,
    ) -> None:
        """Puts it together.

        Args:
            settings: Budget, deadline and ceiling are read.
            model: Weighs points.
            reader: The same model, for the readings: its replies are kept.
            methods: Knows how replies are structured.
            prompts: What is asked.
            fallback: Whether extracts stand in where the model does not write.
        """
        self._settings = settings
        self._model = model
        self._reader = reader
        self._methods = methods
        self._prompts = prompts
        self._fallback = fallback
        self._ceiling = ceiling_of(settings, model.host)

    def recorded(self, replies: Replies, *, offline: bool) -> "ModelWriter":
        """The same writer over recorded replies; it falls back to nothing.

        Args:
            replies: Looked up first; new ones are given to it.
            offline: Whether nothing may be asked of the model.
        """
        model = self._model.recorded(replies, offline=offline)
        return ModelWriter(self._settings, model, model, self._methods, self._prompts, fallback=False)

    def write(self, material: Material, told: Told) -> Writing:
        """See `Writer`.

        Raises:
            ReftelError: The model did not write it, and extracts may not stand in.
        """
        account = Account()
        harvest = _Harvest()
        try:
            return self._write(material, told, account, harvest)
        except ModelFailureError as failure:
            error: ReftelError = failure.told(self._model.name, self._model.host)
        except (SpendingError, UnwrittenError) as raised:
            error = raised
        if not self._fallback:
            raise error
        given = notes.given(self._model, harvest.sent, answered=account.calls > 0)
        said = (notes.extracts(self._model, str(error)), *given, *price_notes(account, self._model.name))
        extracts = ExtractiveWriter().write(material, told)
        return Writing(extracts.candidates, notes=said, usage=account.usage, seconds=account.seconds)

    def _write(self, material: Material, told: Told, account: Account, harvest: _Harvest) -> Writing:
        settings, model = self._settings, self._model
        planned = plan(material.selection.evidence, self._ceiling, settings.llm_budget_tokens, model.count)
        if not planned.readings:
            raise UnwrittenError(notes.unsent(model, settings, planned))
        clock = Clock(settings.llm_deadline)
        method = self._methods.find(model, clock, account)
        reader = Session(self._reader, self._prompts, method, clock, account)
        self._read(planned, material.topic, reader, told, harvest)
        if not harvest.verified:
            raise UnwrittenError(
                f"No point of the model {model.name} could be checked against the cables; use another model."
            )
        page, doubts = self._weighed(harvest, material, Session(model, self._prompts, method, clock, account), told)
        failed = tuple((key, LeftOut.FAILED) for one in harvest.unread for key in sorted(one.reading.keys))
        return Writing(
            candidates=Placing(material, harvest.told).candidates(page, harvest.failed),
            engine=ENGINE,
            model=model.name,
            host=model.host,
            prompt_hash=self._prompts.digest,
            left_out=tuple((key, why.value) for key, why in (*planned.left_out, *failed)),
            notes=(
                *notes.written(model, settings, planned, harvest.read, harvest.unread),
                *doubts,
                *price_notes(account, model.name),
            ),
            usage=account.usage,
            seconds=account.seconds,
        )

    def _read(self, planned: Plan, topic: str, session: Session, told: Told, harvest: _Harvest) -> None:
        """Reads call by call; what cannot be read is left to the extracts, unless there are none."""
        for number, reading in enumerate(planned.readings, 1):
            told(f"read {reading.cable}, {number} of {len(planned.readings)}")
            asked = session.account.asked
            try:
                harvest.points += read(session, reading, topic)
                harvest.read.append(reading)
            except (ModelFailureError, SpendingError) as failure:
                if not self._fallback:
                    raise
                reason = str(self._told(failure))
                rest = planned.readings[number - 1 :] if self._is_final(failure, harvest) else (reading,)
                harvest.unread += [Unread(one, reason, tried=one is reading) for one in rest]
                if len(rest) > 1:
                    break
            finally:
                if session.account.asked > asked:
                    harvest.sent.append(reading)
        if not harvest.read:
            raise UnwrittenError(harvest.unread[0].reason)

    def _told(self, failure: ModelFailureError | SpendingError) -> ReftelError:
        if isinstance(failure, ModelFailureError):
            return failure.told(self._model.name, self._model.host)
        return failure

    def _is_final(self, failure: ModelFailureError | SpendingError, harvest: _Harvest) -> bool:
        """Whether no other reading is tried."""
        if not isinstance(failure, ModelFailureError) or failure.kind not in _OF_ONE_CALL:
            return True
        return not harvest.read and len(harvest.unread) + 1 >= _GIVE_UP

    def _weighed(
        self, harvest: _Harvest, material: Material, session: Session, told: Told
    ) -> tuple[Page, tuple[str, ...]]:
        """The points of several readings weighed together; those of one stand as they are."""
        points = harvest.verified
        listed = shown(points, self._settings.llm_budget_tokens, session)
        if len(harvest.read) < 2 or len(listed) < 2:
            return by_value(points), ()
        told(f"weigh {len(listed)} points")
        sent = [one for reading in harvest.read for one in reading.sent]
        opened = frozenset(reading.cable for reading in harvest.read if reading.is_open)
        try:
            return Weigher(session, sent, opened).page(points, listed, _about(material)), ()
        except ModelFailureError as failure:
            if failure.kind is Kind.UNRECORDED:
                raise
            return by_value(points), (UNORDERED + str(self._told(failure)),)
        except SpendingError as error:
            return by_value(points), (UNORDERED + str(error),)


def _about(material: Material) -> str:
    if material.topic:
        return f"The brief is about this topic: {one_line(material.topic)}."
    count = len(material.selection.cables)
    return f"The brief is about {count} cables." if count > 1 else "The brief is about one cable, read in parts."


class UnwrittenError(UserError):
    """The model wrote nothing that can stand on a page."""
