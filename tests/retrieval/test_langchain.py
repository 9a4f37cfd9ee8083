from rag.cables.marking import Level
from rag.desk import Desk
from rag.retrieval.langchain import ReftelRetriever
from rag.stores.filters import Filters


def test_documents_carry_what_a_citation_needs(desk: Desk) -> None:
    chain = ReftelRetriever(retriever=desk.retriever, k=3)
    documents = chain.invoke("What instrument does the dockers' leader Tomas Verhane play?")
    assert len(documents) == 3
    best = next(document for document in documents if document.id == "09PORTALDERA214:8")
    assert "cornet" in best.page_content
    assert best.metadata["shown"] == "09PORTALDERA214 ¶8"
    assert (best.metadata["marking"], best.metadata["date"], best.metadata["role"]) == ("SBU", "2009-03-05", "body")


def test_limits_reach_the_search(desk: Desk) -> None:
    chain = ReftelRetriever(retriever=desk.retriever, k=20, filters=Filters(clearance=Level.U))
    markings = {str(document.metadata["marking"]) for document in chain.invoke("the harbor")}
    assert {marking.split("//")[0] for marking in markings} == {"U"}
