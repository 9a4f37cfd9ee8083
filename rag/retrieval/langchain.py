"""Reftel's search as a LangChain retriever, for anyone's chain."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from rag.cables.model import Evidence
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retriever
from rag.stores.filters import Filters


class ReftelRetriever(BaseRetriever):
    """Paragraphs of cables as documents, each with what a citation needs.

    Attributes:
        retriever: Does the search, under the clearance of its settings.
        k: How many paragraphs at most.
        filters: Limits on what is searched.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    retriever: Retriever
    k: int = Field(default=8, ge=1)
    filters: Filters = Field(default_factory=Filters)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain's signature
    ) -> list[Document]:
        found = self.retriever.retrieve(Question(query, filters=self.filters), self.k)
        return [to_document(evidence) for evidence in found.hits]


def to_document(evidence: Evidence) -> Document:
    """A paragraph as a document; its id is `09PHNOMPENH628:8`, cable and position."""
    cable, paragraph = evidence.cable, evidence.paragraph
    return Document(
        id=f"{cable.id}:{paragraph.index}",
        page_content=paragraph.text,
        metadata={
            "cable": cable.id,
            "paragraph": paragraph.label,
            "index": paragraph.index,
            "shown": f"{cable.id} {paragraph.shown}",
            "marking": str(paragraph.effective_marking),
            "section": paragraph.section,
            "role": paragraph.role.value,
            "post": cable.post,
            "date": cable.date.date().isoformat() if cable.date else "",
            "subject": cable.subject,
            "score": evidence.score,
        },
    )
