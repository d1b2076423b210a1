"""What Rasa reads of the domain and of the examples, and what it is spared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlu.engine.importer import MultilingualImporter

DOMAIN = 'version: "3.1"\nintents: [late-renewal, contract-expiry]\nactions: [action_contract_expiry]\n'
LATE = """version: "3.1"
responses:
  utter_late-renewal/fee:
  - text: Yes, it can.
  utter_late-renewal:
  - text: You lose what your contract covered.
    metadata: {title: Late renewal, say: 'What happens if I renew late?'}
"""
EXPIRY = """version: "3.1"
about: {title: The end, say: 'When does my contract end?'}
responses:
  utter_contract-expiry/start-date:
  - text: The start date is on file.
"""
EXAMPLES = """version: "3.1"
nlu:
- intent: late-renewal
  examples: |
    - we are late
- intent: late-renewal/fee
  examples: |
    - is there a fee
- intent: contract-expiry/start-date
  examples: |
    - when did it start
"""


@pytest.fixture
def importer(tmp_path: Path) -> MultilingualImporter:
    (tmp_path / "domain" / "en").mkdir(parents=True)
    (tmp_path / "data" / "en").mkdir(parents=True)
    (tmp_path / "domain" / "domain.yml").write_text(DOMAIN)
    (tmp_path / "domain" / "en" / "late-renewal.yml").write_text(LATE)
    (tmp_path / "domain" / "en" / "contract-expiry.yml").write_text(EXPIRY)
    (tmp_path / "data" / "en" / "examples.yml").write_text(EXAMPLES)
    return MultilingualImporter(None, str(tmp_path / "domain"), [str(tmp_path / "data")])


def test_an_example_tells_the_question_that_it_is_labelled_with_and_is_one_of_the_topic_to_rasa(
    importer: MultilingualImporter,
) -> None:
    read = {example.get("text"): example for example in importer.get_nlu_data().training_examples}
    labels: dict[str, Any] = {
        text: (one.get("intent"), (one.get("metadata") or {}).get("question")) for text, one in read.items()
    }
    assert labels == {
        "What happens if I renew late?": ("late-renewal", None),
        "When does my contract end?": ("contract-expiry", None),
        "we are late": ("late-renewal", None),
        "is there a fee": ("late-renewal", "late-renewal/fee"),
        "when did it start": ("contract-expiry", "contract-expiry/start-date"),
    }
    assert importer.get_nlu_data().retrieval_intents == set()


def test_rasas_domain_holds_the_topics_responses_alone(importer: MultilingualImporter) -> None:
    responses = importer.get_domain().responses
    assert list(responses) == ["utter_late-renewal"]
    assert responses["utter_late-renewal"][0]["text"] == "You lose what your contract covered."


def test_the_vendor_s_names_stand_in_responses_and_in_what_buttons_say(
    importer: MultilingualImporter, tmp_path: Path
) -> None:
    (tmp_path / "domain" / "en" / "vendor.yml").write_text("names: {vendor: Acme}\n")
    told = LATE.replace("your contract", "{vendor}").replace("if I renew late?", "if I renew {vendor} late?")
    (tmp_path / "domain" / "en" / "late-renewal.yml").write_text(told)
    assert importer.get_domain().responses["utter_late-renewal"][0]["text"] == "You lose what Acme covered."
    assert "What happens if I renew Acme late?" in [
        example.get("text") for example in importer.get_nlu_data().training_examples
    ]
