"""What can go wrong with a model's server, told in one sentence without a key, a prompt or the server's own words."""

from dataclasses import dataclass
from enum import StrEnum

import openai

from rag.errors import OperatorError, ReftelError, RetryError, UserError


class Kind(StrEnum):
    """Classes of failure, by what can be done about them."""

    BUSY = "busy"
    BROKEN = "broken"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CUT = "cut"
    MALFORMED = "malformed"
    EMPTY = "empty"
    LENGTH = "length"
    FILTERED = "filtered"
    REFUSED = "refused"
    OVERFLOW = "overflow"
    KEY = "key"
    MODEL = "model"
    REQUEST = "request"
    QUOTA = "quota"
    TEMPERATURE = "temperature"
    UNRECORDED = "unrecorded"


PASSING = frozenset({Kind.BUSY, Kind.BROKEN, Kind.UNREACHABLE, Kind.TIMEOUT, Kind.CUT, Kind.MALFORMED, Kind.EMPTY})
"""Failures that the same request may not meet again."""

_SENTENCES: dict[Kind, tuple[type[ReftelError], str]] = {
    Kind.BUSY: (RetryError, "{server} is busy (429); try again later."),
    Kind.BROKEN: (RetryError, "{server} failed ({status}); try again later."),
    Kind.UNREACHABLE: (RetryError, "{server} cannot be reached; start it, or correct REFTEL_LLM_BASE_URL."),
    Kind.TIMEOUT: (RetryError, "{server} did not finish in time; try again later, or raise REFTEL_LLM_DEADLINE."),
    Kind.CUT: (RetryError, "The reply of {server} broke off; try again later."),
    Kind.MALFORMED: (
        RetryError,
        (
            "The reply of {server} was not in the form asked for; try again, or set REFTEL_LLM_STRUCTURED to "
            "another method."
        ),
    ),
    Kind.EMPTY: (RetryError, "{server} gave an empty reply; try again later."),
    Kind.LENGTH: (
        OperatorError,
        ("The reply of {server} was longer than REFTEL_LLM_MAX_OUTPUT allows; raise it, or ask a narrower question."),
    ),
    Kind.FILTERED: (
        UserError,
        (
            "The model refused: the content filter of {server} stopped the reply; ask in other words, or "
            "answer with --fallback extractive."
        ),
    ),
    Kind.REFUSED: (UserError, "The model refused to answer; ask in other words, or answer with --fallback extractive."),
    Kind.OVERFLOW: (
        OperatorError,
        ("The question and its sources exceed what the model {model} can read; lower REFTEL_LLM_BUDGET_TOKENS."),
    ),
    Kind.KEY: (OperatorError, "{server} refused the key ({status}); check REFTEL_LLM_API_KEY."),
    Kind.MODEL: (
        OperatorError,
        "{server} does not know the model {model} (404); check REFTEL_LLM_MODEL and REFTEL_LLM_BASE_URL.",
    ),
    Kind.REQUEST: (
        OperatorError,
        "{server} refused the request ({status}); check that it serves {model} over chat/completions.",
    ),
    Kind.QUOTA: (OperatorError, "The quota of the key at {server} is used up (429); whoever pays for it must act."),
    Kind.TEMPERATURE: (OperatorError, "{server} refused the request ({status}): {model} takes no temperature."),
    Kind.UNRECORDED: (UserError, "There is no recording of this request to {model}; record again."),
}


@dataclass
class ModelFailureError(Exception):
    """A call that failed.

    Attributes:
        kind: Its class.
        status: HTTP status, 0 when there was none.
        retry_after: Seconds that the server asks us to wait, None when it does not say.
    """

    kind: Kind
    status: int = 0
    retry_after: float | None = None

    def told(self, model: str, host: str) -> ReftelError:
        """The error for a person."""
        raised, sentence = _SENTENCES[self.kind]
        server = f"The model server at {host}"
        return raised(sentence.format(server=server, model=model, status=self.status))


def lasting(failure: ModelFailureError) -> bool:
    """Whether the same request will fail again."""
    return failure.kind not in PASSING


def classify(error: openai.OpenAIError) -> ModelFailureError:
    """The class of an error of the client library; never its words, which may repeat the key or the prompt."""
    if isinstance(error, openai.APITimeoutError):
        return ModelFailureError(Kind.TIMEOUT)
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APIConnectionError):
        return ModelFailureError(Kind.UNREACHABLE)
    # An error event within the stream, or a body that is none.
    return ModelFailureError(Kind.OVERFLOW if "context" in str(error) else Kind.BROKEN)


def _by_status(error: openai.APIStatusError) -> ModelFailureError:
    status = error.status_code
    said = f"{error.code} {error.type} {error.message}".casefold()
    if status in {401, 403}:
        kind = Kind.KEY
    elif status == 404:
        kind = Kind.MODEL
    elif status == 429:
        kind = Kind.QUOTA if "insufficient_quota" in said else Kind.BUSY
    elif status >= 500 or status in {408, 409, 425}:
        kind = Kind.BROKEN
    elif any(sign in said for sign in ("context_length", "context length", "context window", "prompt is too long")):
        kind = Kind.OVERFLOW
    elif "content_filter" in said or "content management policy" in said:
        kind = Kind.FILTERED
    else:
        kind = Kind.TEMPERATURE if "temperature" in said else Kind.REQUEST
    return ModelFailureError(kind, status, _retry_after(error.response.headers.get("retry-after")))


def _retry_after(value: str | None) -> float | None:
    """Seconds, from a number of seconds or a date."""
    import datetime as dt
    from email.utils import parsedate_to_datetime

    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - dt.datetime.now(dt.UTC)).total_seconds())
