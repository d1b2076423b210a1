""" "We're going from 250 to 180 seats": the larger of two numbers tells whether somebody wants more of them,
or fewer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Optional, Tuple

from nlu.dialogue.lexicon_entries import SeatChanges
from nlu.dialogue.turn import BUTTON, Decision, Turn, decision_of
from nlu.text.tokens import Tokens

# Digits behind a thousands' sign are one number with those before it.
GROUP = 3
HIGHEST = 10**9
_PUNCTUATED = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


def resolve(turn: Turn) -> Optional[Decision]:
    """The question for more or for fewer seats, where a message says from how many to how many they go."""
    words, tokens = turn.rules.lexicon.seat_changes, _with_whole_numbers(turn.tokens)
    if turn.interpretation.stage == BUTTON or (tokens and tokens[0] in turn.rules.lexicon.question_words):
        return None
    if not (words.seats.intersection(tokens) or turn.previous.topic == turn.rules.seats.topic or _is_about_seats(turn)):
        return None
    ways = (_change_at, _instead_at) if words.verbs.intersection(tokens) else (_instead_at,)
    found = (way(turn, tokens, place) for way in ways for place in range(len(tokens)))
    change = next((numbers for numbers in found if numbers is not None), None)
    if change is None or change[0] == change[1]:
        return None
    question = turn.rules.seats.fewer if change[1] < change[0] else turn.rules.seats.more
    return replace(decision_of(turn, turn.rules.seats.topic, "seats"), question=question)


def _is_about_seats(turn: Turn) -> bool:
    """Whether the message is taken for a change of seats without a word that names them ("we are 250 now instead of
    220").
    """
    about = {turn.rules.seats.more, turn.rules.seats.fewer}
    return any(label in about for label, _ in turn.interpretation.questions[:1])


def _change_at(turn: Turn, tokens: Tokens, place: int) -> Optional[Tuple[int, int]]:
    """The two numbers of "from 250 to 180" at a place; a word that names the seats may stand behind the first one."""
    words = turn.rules.lexicon.seat_changes
    if tokens[place] not in words.before or place + 1 >= len(tokens) or not tokens[place + 1].isdecimal():
        return None
    after = _behind_seats(words, tokens, place + 2)
    if after + 1 >= len(tokens) or tokens[after] not in words.after or not tokens[after + 1].isdecimal():
        return None
    return _numbers(tokens[place + 1], tokens[after + 1])


def _instead_at(turn: Turn, tokens: Tokens, place: int) -> Optional[Tuple[int, int]]:
    """The former number and the new one of "180 seats (now) instead of 250" at a place."""
    words = turn.rules.lexicon.seat_changes
    if not tokens[place].isdecimal():
        return None
    after = _behind_seats(words, tokens, place + 1)
    while after < len(tokens) and tokens[after] in words.now:
        after += 1
    said = next((one for one in words.instead if tokens[after : after + len(one)] == one), None)
    if said is None or after + len(said) >= len(tokens) or not tokens[after + len(said)].isdecimal():
        return None
    return _numbers(tokens[after + len(said)], tokens[place])


def _behind_seats(words: SeatChanges, tokens: Tokens, place: int) -> int:
    """The place behind a word that names the seats, where one stands; else the place itself."""
    return place + (place < len(tokens) and tokens[place] in words.seats)


def _numbers(former: str, new: str) -> Optional[Tuple[int, int]]:
    numbers = int(former), int(new)
    return numbers if max(numbers) < HIGHEST else None


def _with_whole_numbers(tokens: Tokens) -> Tokens:
    """The tokens with "1 200" as one number."""
    whole: List[str] = []
    opened = False
    for token in (_PUNCTUATED.sub("", one) for one in tokens):
        if opened and token.isdecimal() and len(token) == GROUP:
            whole[-1] += token
            continue
        whole.append(token)
        opened = token.isdecimal() and len(token) <= GROUP
    return tuple(whole)
