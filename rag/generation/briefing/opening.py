"""Opens the writer of briefs for the model that the settings name."""

from prompts import FOLDER
from rag.generation.briefing.writer import ModelWriter
from rag.generation.model import LanguageModel
from rag.generation.opening import open_methods
from rag.generation.prompts import Prompts
from rag.generation.replies import brief_replies
from rag.settings import Settings


def open_writer(settings: Settings, model: LanguageModel) -> ModelWriter:
    """The writer; nothing is sent yet.

    Args:
        settings: Those of `llm_*` are read; what the model makes of a cable is kept in their cache folder.
        model: The model of the settings.
    """
    prompts = Prompts(settings.llm_prompts or FOLDER)
    reader = model.recorded(brief_replies(settings.cache), offline=False)
    fallback = settings.llm_fallback == "extractive"
    return ModelWriter(settings, model, reader, open_methods(settings, prompts), prompts, fallback=fallback)
