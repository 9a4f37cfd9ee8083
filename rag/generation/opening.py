"""Opens the model that the settings name."""

import os

from rag.embedding.ceiling import host_of, is_loopback
from rag.errors import UserError
from rag.generation.chat import ChatClient
from rag.generation.methods import Method
from rag.generation.model import LanguageModel, Limits
from rag.generation.prices import FREE, TABLE, Prices
from rag.generation.probing import MethodFinder, Probes
from rag.generation.prompts import Prompts
from rag.generation.replies import FOLDER, NoReplies, ReplyCache
from rag.generation.spending import Purse
from rag.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"


def base_url(settings: Settings) -> str:
    """Where the model is; OpenAI's own service where no other is named."""
    return settings.llm_base_url or OPENAI_URL


def open_model(settings: Settings) -> LanguageModel:
    """Opens the model; nothing is sent yet.

    Args:
        settings: `llm_model` is set.

    Raises:
        UserError: The address is none, or there is no key for OpenAI's service.
        OperatorError: The price table cannot be read.
    """
    url = base_url(settings)
    host = host_of(url)
    key = settings.llm_api_key.get_secret_value()
    if not key and url == OPENAI_URL:
        # The environment's key goes to the service that it is for and to no other.
        key = os.environ.get("OPENAI_API_KEY", "")
        if not key:
            raise UserError(f"The model {settings.llm_model} at {host} needs a key: set REFTEL_LLM_API_KEY.")
    price = FREE if is_loopback(host) else Prices.read(settings.llm_prices or TABLE).of(settings.llm_model)
    return LanguageModel(
        name=settings.llm_model,
        host=host,
        client=ChatClient(settings.llm_model, url, host, key, settings.llm_max_output),
        limits=limits_of(settings),
        purse=Purse(settings.llm_max_cost, price, settings.llm_model),
        replies=ReplyCache(settings.cache / FOLDER / "replies") if settings.llm_cache else NoReplies(),
    )


def limits_of(settings: Settings) -> Limits:
    """The bounds of every call."""
    return Limits(settings.llm_timeout, settings.llm_retries, settings.llm_max_output)


def open_methods(settings: Settings, prompts: Prompts) -> MethodFinder:
    """What knows how the model's replies are structured."""
    setting = settings.llm_structured
    probes = Probes(settings.cache / FOLDER / "methods.json")
    return MethodFinder("auto" if setting == "auto" else Method(setting), base_url(settings), prompts, probes)
