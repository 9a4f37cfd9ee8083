"""A judge over chat.completions, by LangChain's `ChatOpenAI`."""

import openai
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from rag.embedding.ceiling import host_of
from rag.errors import OperatorError
from rag.settings import Settings

OPENAI = "https://api.openai.com/v1"


class ChatJudge:
    """Asks one named model, at the server and with the key of the settings."""

    def __init__(self, model: str, settings: Settings) -> None:
        """Prepares the client; nothing is sent yet."""
        url = settings.llm_base_url or OPENAI
        self.name = model
        self.host = host_of(url)
        self._chat = ChatOpenAI(
            model=model,
            base_url=url,
            api_key=settings.llm_api_key,
            temperature=0,
            timeout=settings.llm_timeout,
            max_retries=settings.llm_retries,
        )

    def reply(self, system: str, user: str) -> str:
        """See `Chat`."""
        try:
            message = self._chat.invoke([SystemMessage(system), HumanMessage(user)])
        except openai.OpenAIError as error:
            raise OperatorError(
                f"The judge {self.name} at {self.host} gave no reply ({type(error).__name__})."
            ) from None
        return str(message.text)
