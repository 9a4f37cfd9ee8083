"""The embedder that remembers gives the same vectors, makes each once, and keeps only so many."""

import threading
from collections.abc import Sequence

import numpy as np

from rag.cables.marking import Level
from rag.embedding.remembered import RememberedEmbedder


class Counting:
    """Embeds a text as its length and its code points, and notes what it was asked."""

    name, host, ceiling, dimension, window = "counting", "far.example", Level.C, 2, 256

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        return np.array([[len(text), sum(map(ord, text))] for text in texts], np.float32).reshape(len(texts), 2)

    def count(self, text: str) -> int:
        return len(text)

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        return ((0, min(room, len(text))),)


def test_each_text_is_embedded_once_and_rows_keep_their_places() -> None:
    inner = Counting()
    embedder = RememberedEmbedder(lambda: inner)
    first = embedder.embed(["storm", "harbour", "storm"])
    assert inner.asked == [["storm", "harbour"]]
    second = embedder.embed(["road", "storm", "\ud800"])
    assert inner.asked[1:] == [["road", "\ud800"]]
    assert np.array_equal(first, Counting().embed(["storm", "harbour", "storm"]))
    assert np.array_equal(second, Counting().embed(["road", "storm", "\ud800"]))
    assert embedder.embed([]).shape == (0, 2)


def test_only_so_many_are_kept_and_those_longest_unused_go_first() -> None:
    inner = Counting()
    embedder = RememberedEmbedder(lambda: inner, limit=2)
    embedder.embed(["one"])
    embedder.embed(["two"])
    embedder.embed(["one"])
    embedder.embed(["three"])
    inner.asked.clear()
    embedder.embed(["one", "three"])
    assert inner.asked == []
    embedder.embed(["two"])
    assert inner.asked == [["two"]]


def test_a_vector_given_out_and_changed_does_not_change_what_is_remembered() -> None:
    embedder = RememberedEmbedder(Counting)
    given = embedder.embed(["storm"])
    given[:] = 0
    assert np.array_equal(embedder.embed(["storm"]), Counting().embed(["storm"]))


def test_two_that_ask_first_at_once_open_it_once() -> None:
    opened: list[Counting] = []
    second = threading.Event()

    def opener() -> Counting:
        opened.append(Counting())
        second.wait(0.5)
        return opened[-1]

    embedder = RememberedEmbedder(opener)
    one, other = (threading.Thread(target=embedder.embed, args=([word],)) for word in ("storm", "harbor"))
    one.start()
    other.start()
    second.wait(0.1)
    second.set()
    one.join()
    other.join()
    assert len(opened) == 1


def test_it_says_of_itself_what_the_other_says_and_opens_it_late() -> None:
    opened: list[Counting] = []

    def opener() -> Counting:
        opened.append(Counting())
        return opened[-1]

    embedder = RememberedEmbedder(opener)
    assert opened == []
    told = (embedder.name, embedder.host, embedder.ceiling, embedder.dimension, embedder.window)
    assert told == ("counting", "far.example", Level.C, 2, 256)
    assert (embedder.count("storm"), embedder.cut("storm", 3)) == (5, ((0, 3),))
    assert len(opened) == 1
