"""One answer's use of the model: the calls it makes, under one deadline, on one account."""

from collections.abc import Generator
from dataclasses import dataclass, field

from rag.generation.clock import Clock
from rag.generation.methods import Method
from rag.generation.model import Call, LanguageModel, Reply, Shape
from rag.generation.prompts import Prompts
from rag.generation.shapes import SaidStatement
from rag.generation.spending import Account


@dataclass(frozen=True)
class Session:
    """What the stages of one answer share."""

    model: LanguageModel
    prompts: Prompts
    method: Method
    clock: Clock
    account: Account = field(default_factory=Account)

    def whole(self, call: Call[Shape]) -> Shape:
        """See `LanguageModel.whole`."""
        return self.model.whole(call, self.method, self.clock, self.account).value

    def stream(self, call: Call[Shape]) -> Generator[SaidStatement | Reply[Shape]]:
        """See `LanguageModel.stream`."""
        return self.model.stream(call, self.method, self.clock, self.account)
