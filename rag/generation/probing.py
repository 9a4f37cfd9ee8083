"""Finds out once for each server and model which kind of structured output works, and remembers it."""

import hashlib
import json
import logging
from pathlib import Path
from typing import Literal

from rag.generation.clock import Clock
from rag.generation.failures import Kind, ModelFailureError, lasting
from rag.generation.methods import Method
from rag.generation.model import Call, LanguageModel
from rag.generation.prompts import Prompts
from rag.generation.shapes import SaidSearch
from rag.generation.spending import Account

logger = logging.getLogger(__name__)
PROBE = "probe"
_NOT_OFFERED = frozenset({500, 501})
"""Statuses with which servers answer a parameter that they do not know, beside 400."""


class Probes:
    """What is known of servers, in a file of the cache."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def find(self, name: str) -> Method | None:
        """The method that worked."""
        value = self._read().get(name)
        return Method(value) if value in set(Method) else None

    def keep(self, name: str, method: Method) -> None:
        """Remembers it; where the disk does not take it, the next process asks again."""
        known = self._read() | {name: method.value}
        part = self._file.with_suffix(".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(known, indent=1), encoding="utf-8")
            part.replace(self._file)
        except OSError:
            logger.warning("%s cannot be written; servers are probed again by the next process", self._file)

    def _read(self) -> dict[str, str]:
        try:
            value = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(value, dict):
            return {}
        return {str(name): str(method) for name, method in value.items()}


class MethodFinder:
    """The method of structured output for one model on one server."""

    def __init__(self, setting: Literal["auto"] | Method, url: str, prompts: Prompts, probes: Probes) -> None:
        self._fixed = None if setting == "auto" else Method(setting)
        self._url = url
        self._prompts = prompts
        self._probes = probes

    def find(self, model: LanguageModel, clock: Clock, account: Account) -> Method:
        """The setting's method, else the remembered one, else the first that a probe shows to work.

        Raises:
            ModelFailureError: The server gave no usable reply in any way.
            OperatorError: The spending ceiling would be crossed.
        """
        if self._fixed is not None:
            return self._fixed
        prompt = self._prompts.load(PROBE)
        name = hashlib.sha256(f"{self._url} {model.name} {prompt.head.version}".encode()).hexdigest()[:24]
        known = self._probes.find(name)
        if known is not None:
            return known
        failure = ModelFailureError(Kind.MALFORMED)
        for method in Method:
            call = Call(prompt, prompt.render(method, {}), SaidSearch, final=_final)
            try:
                model.whole(call, method, clock, account)
            except ModelFailureError as met:
                if not _unsupported(met):
                    raise
                failure = met
                continue
            self._probes.keep(name, method)
            return method
        raise failure


def _unsupported(failure: ModelFailureError) -> bool:
    """Whether it may mean that the server lacks the method, and not that it is out of order."""
    return failure.kind in {Kind.REQUEST, Kind.MALFORMED, Kind.EMPTY} or failure.status in _NOT_OFFERED


def _final(failure: ModelFailureError) -> bool:
    return lasting(failure) or _unsupported(failure)
