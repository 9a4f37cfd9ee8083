"""All settings, read from `REFTEL_*` variables; unknown ones are refused, secrets are never printed."""

import difflib
import hashlib
import os
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.cables.marking import Level, Marking
from rag.errors import UsageError

PREFIX = "REFTEL_"


class Settings(BaseSettings):
    """Every knob of the product. Defaults do the whole job with no key and no network."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("reftel", appauthor=False)))
    cache: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("reftel", appauthor=False)))
    clearance: str = ""
    chroma_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=1, le=65535)

    embed_model: str = ""
    embed_base_url: str = ""
    embed_api_key: SecretStr = SecretStr("")
    embed_max_marking: str = "SBU"

    llm_model: str = ""
    llm_base_url: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_max_marking: str = "SBU"
    llm_structured: Literal["auto", "json_schema", "function_calling", "json_object", "text"] = "auto"
    llm_timeout: float = Field(default=60, gt=0)
    llm_deadline: float = Field(default=180, gt=0)
    llm_retries: int = Field(default=2, ge=0, le=10)
    llm_budget_tokens: int = Field(default=6000, ge=500)
    llm_max_output: int = Field(default=2000, ge=100)
    llm_max_cost: float = Field(default=0, ge=0)
    llm_prices: Path | None = None
    llm_prompts: Path | None = None
    llm_fallback: Literal["extractive", "none"] = "extractive"
    llm_cache: bool = False
    llm_rerank: bool = False

    @field_validator("clearance", "embed_max_marking", "llm_max_marking")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value and Marking.parse(value).level is Level.UNMARKED:
            raise ValueError("is none of U, SBU, C, S, TS")
        return value

    @property
    def clearance_level(self) -> Level | None:
        """The clearance of the whole process; None for the owner of the machine."""
        return Marking.parse(self.clearance).level if self.clearance else None

    @property
    def digest(self) -> str:
        """A hash of what shapes answers: everything but secrets, folders and addresses of the app."""
        unshaping = {"home", "cache", "host", "port", "embed_api_key", "llm_api_key", "llm_cache", "llm_prices"}
        # Prompts are told apart by their own hash, wherever their folder is.
        unshaping.add("llm_prompts")
        shaping = self.model_dump(mode="json", exclude=unshaping)
        return hashlib.sha256(repr(sorted(shaping.items())).encode()).hexdigest()[:16]


def load_settings(**overrides: object) -> Settings:
    """Reads the environment.

    Args:
        **overrides: Fields set by the caller (a command-line option), which win over the environment; None is ignored.

    Raises:
        UsageError: An unknown `REFTEL_*` variable, or a value outside its bounds.
    """
    known = {name.upper() for name in Settings.model_fields}
    for name in os.environ:
        if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in known:
            # The prefix, which all share, would make any two names look alike.
            near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
            hint = f" Did you mean {PREFIX}{near[0]}?" if near else ""
            raise UsageError(f"{name} is not a setting of Reftel.{hint} Unset it or correct its name.")
    try:
        given = {key: value for key, value in overrides.items() if value is not None}
        return Settings.model_validate({**Settings().model_dump(), **given})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = PREFIX + str(first["loc"][0] if first["loc"] else "?").upper()
        raise UsageError(f"The setting {name} cannot be used: {first['msg']}.") from None
