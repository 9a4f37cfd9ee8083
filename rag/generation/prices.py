"""What a model's tokens cost."""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import OperatorError

TABLE = Path(__file__).with_name("prices.json")
MILLION = 1_000_000
_DATED = re.compile(r"-20\d\d-\d\d-\d\d$")


class Price(BaseModel):
    """US dollars for a million tokens.

    Attributes:
        input: Of what is sent.
        output: Of what is received.
        dated: The day or month for which it was read, "" where nothing is known of that.
        source: Where it was read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    dated: str = ""
    source: str = ""

    def cost(self, sent: int, received: int) -> float:
        """US dollars for so many tokens."""
        return (sent * self.input + received * self.output) / MILLION


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = ""
    models: dict[str, Price]


FREE = Price(input=0, output=0)


@dataclass(frozen=True)
class Prices:
    """A price table."""

    models: dict[str, Price]

    @classmethod
    def read(cls, path: Path = TABLE) -> "Prices":
        """Reads a table.

        Raises:
            OperatorError: It is missing or malformed.
        """
        try:
            return cls(_Table.model_validate_json(path.read_bytes()).models)
        except OSError as error:
            raise OperatorError(f"The price table {path} cannot be read: {error.strerror}.") from None
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise OperatorError(f"The price table {path} cannot be used: {where} {first['msg']}.") from None

    def of(self, model: str) -> Price | None:
        """The price of a model, a dated name (`gpt-4o-2024-08-06`) counting as its plain one; None when unknown."""
        return self.models.get(model) or self.models.get(_DATED.sub("", model))
