"""Somebody tells what has happened and wants to know what to do: it is acknowledged, then answered, with one button for
the next step.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files

from actions.base import Question, Reply
from renewals import answers
from renewals.answers import Answer
from renewals.yaml_file import read_yaml

WORDS = "situations"


def acknowledged(question: Question, said: Answer, reply: Reply) -> Reply:
    """The reply, begun with a few words on the situation and ended with its one button; any other reply as it is.

    What asks for the country, or hands over, keeps its own buttons.
    """
    button = buttons().get(said.question)
    if button is None:
        return reply
    text = f"{question.phrase(said.question, WORDS)} {reply.text}"
    # Who asks the same again has been heard; the same reply once more is left to what sees to that (actions/asked.py).
    if question.previous.topic_question == said.question and text != question.previous.reply:
        text = reply.text
    goes_on = reply.kind == "clarify" or bool({"asks", "state"} & set(reply.data or {}))
    return replace(
        reply, text=text, buttons=reply.buttons if goes_on else [answers.topics(question.language)[button].button]
    )


@cache
def buttons() -> dict[str, str]:
    """The topic of the button of each situation."""
    read: dict[str, str] = read_yaml(files("renewals.data").joinpath("situations.yml"))
    return read
