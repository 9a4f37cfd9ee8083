"""What every document of the harness shares: frozen, unknown keys refused, no NaN."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Base of what is read from and written to files."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
