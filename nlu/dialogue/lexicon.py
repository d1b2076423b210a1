"""The words of a language by which a message leans on the conversation, from lexicon/<language>.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, FrozenSet, List, Mapping, Optional, Sequence, Tuple

import yaml

from nlu.dialogue.lexicon_entries import LexiconError, Picks, RefinementWords, SeatChanges
from nlu.text.tokens import Tokens, contains_phrase, tokenize
from protocol.remarks import REMARKS

FOLDER = Path(__file__).resolve().parent / "lexicon"
# Letters of a word that says nothing by itself.
SMALL_WORD = 2


@dataclass(frozen=True)
class Lexicon:
    """The words of all languages together: one message may mix them.

    Phrases are tokenized. `product_kinds`, `phrases`: content words of a phrase (without stop words), and the kind that
    it names, or the names under which rules.yml knows it. `ordinals`: the content words that pick the first, second, …
    button; `last_choice` and `other_choice`: the last, and the other of two; `choice_words` may stand beside them.
    `other_contract` means those beside the one that was told, `last_contract` the one that ends last. `suppositions`
    and `bare_suppositions` suppose something ("what if"; "if I", where nothing else is asked), `plans` name what;
    `asks_leave` asks whether one may.
    `refinements` make a question more exact; `next_steps` ask what comes after what was said, behind `done_words`;
    `put_right` stands beside what was meant instead; `statements` tell of something by a word of each of several
    groups; `yes_words` begin a yes, unless `yes_but` stands beside them. `remarks`: what is said of the conversation
    itself, without `remark_fillers` and `polite_phrases`, beside a reason that begins with one of `reason_openers`;
    `whole_remarks`: those that must stand whole. `either` asks which of two. `conjunctions` and `question_openers` are
    kept as written: the splitter looks for them in the text itself.
    """

    stop_words: FrozenSet[str]
    product_kinds: Mapping[Tokens, str]
    phrases: Mapping[Tokens, FrozenSet[str]]
    sure_name_openers: Tuple[Tokens, ...]
    unsure_name_openers: Tuple[Tokens, ...]
    anaphora: Tuple[Tokens, ...]
    dropping: Tuple[Tokens, ...]
    question_words: FrozenSet[str]
    conjunctions: Tuple[str, ...]
    question_openers: Tuple[str, ...]
    clause_openers: Tuple[str, ...]
    requests: Tuple[Tokens, ...]
    refusals: Tuple[Tokens, ...]
    country_unknown: FrozenSet[Tokens]
    ordinals: Tuple[FrozenSet[Tokens], ...]
    last_choice: FrozenSet[Tokens]
    other_choice: FrozenSet[Tokens]
    other_contract: FrozenSet[Tokens]
    last_contract: FrozenSet[Tokens]
    choice_words: FrozenSet[str]
    remarks: Mapping[Tokens, str]
    whole_remarks: Mapping[Tokens, Tuple[Tokens, ...]]
    remark_fillers: FrozenSet[str]
    polite_phrases: Tuple[Tokens, ...]
    reason_openers: FrozenSet[str]
    either: FrozenSet[str]
    suppositions: Tuple[Tokens, ...]
    bare_suppositions: Tuple[Tokens, ...]
    plans: Mapping[str, Tuple[Tokens, ...]]
    asks_leave: Tuple[Tokens, ...]
    refinements: Mapping[str, RefinementWords]
    seat_changes: SeatChanges
    next_steps: FrozenSet[Tokens]
    done_words: FrozenSet[str]
    put_right: FrozenSet[str]
    statements: Mapping[str, Tuple[Tuple[Tokens, ...], ...]]
    yes_words: FrozenSet[str]
    yes_but: FrozenSet[str]

    picks: Picks

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Lexicon:
        """The lexicon of every language that has a file; raises LexiconError where a key is missing."""
        return cls.merged([_read(file) for file in sorted(folder.glob("*.yml"))])

    @classmethod
    def merged(cls, languages: Sequence[Dict[str, Any]]) -> Lexicon:
        """One lexicon from the contents of several files."""
        stop_words = frozenset(word for one in languages for word in one["stop_words"])

        def phrases(key: str) -> Tuple[Tokens, ...]:
            return _tokenized(one[key] for one in languages)

        return cls(
            stop_words=stop_words,
            product_kinds=_product_kinds(languages, stop_words),
            phrases=_named_phrases(languages, stop_words),
            sure_name_openers=_tokenized(one["name_openers"]["sure"] for one in languages),
            unsure_name_openers=_tokenized(one["name_openers"]["unsure"] for one in languages),
            anaphora=phrases("anaphora"),
            dropping=phrases("dropping"),
            question_words=frozenset(tokenize(word)[0] for word in _written(languages, "question_words")),
            conjunctions=_written(languages, "conjunctions"),
            question_openers=_written(languages, "question_openers"),
            clause_openers=_written(languages, "clause_openers"),
            requests=phrases("requests"),
            refusals=phrases("refusals"),
            country_unknown=frozenset(phrases("country_unknown")),
            ordinals=_ordinals(languages, stop_words),
            last_choice=frozenset(phrases("last_choice")),
            other_choice=frozenset(phrases("other_choice")),
            other_contract=frozenset(phrases("other_contract")),
            last_contract=frozenset(phrases("last_contract")),
            choice_words=frozenset(_words(languages, "choice_words")),
            remarks=_remarks(languages),
            whole_remarks=_whole_remarks(languages),
            remark_fillers=frozenset(_words(languages, "remark_fillers")),
            polite_phrases=phrases("polite_phrases"),
            reason_openers=frozenset(_words(languages, "reason_openers")),
            either=frozenset(_words(languages, "either")),
            suppositions=phrases("suppositions"),
            bare_suppositions=phrases("bare_suppositions"),
            plans={plan: _tokenized(one["plans"][plan] for one in languages) for plan in languages[0]["plans"]},
            asks_leave=phrases("asks_leave"),
            seat_changes=_seat_changes(languages),
            next_steps=frozenset(phrases("next_steps")),
            done_words=frozenset(_words(languages, "done_words")),
            put_right=frozenset(_words(languages, "put_right")),
            statements=_statements(languages),
            yes_words=frozenset(_words(languages, "yes_words")),
            yes_but=frozenset(_words(languages, "yes_but")),
            picks=_picks(languages),
            refinements={name: _refinement(name, languages) for name in languages[0]["refinements"]},
        )

    def place_named(self, token: Tokens) -> Optional[int]:
        """The place that an ordinal names, from 0, or -1 for the last; None where a word is none."""
        if token in self.last_choice:
            return -1
        return next((place for place, wordings in enumerate(self.ordinals) if token in wordings), None)

    def content_words(self, text: str) -> Tokens:
        """The words of a text that say something of their own."""
        return tuple(word for word in tokenize(text) if word not in self.stop_words)

    def remark(self, tokens: Tokens) -> Optional[str]:
        """The remark on the conversation that a message is (protocol/remarks.py), whatever fillers stand around it;
        None where it says anything else.
        """
        left = _without_fillers(tokens, self.polite_phrases, self.remark_fillers)
        whole = self.whole_remarks.get(left)
        return self.remarks.get(left) if whole is None or contains_phrase(tokens, whole) else None


def _content(phrase: str, stop_words: FrozenSet[str]) -> Tokens:
    return tuple(word for word in tokenize(phrase) if word not in stop_words)


def _product_kinds(languages: Sequence[Dict[str, Any]], stop_words: FrozenSet[str]) -> Dict[Tokens, str]:
    """The kind of product that the content words of a phrase name."""
    return {
        _content(said, stop_words): kind
        for one in languages
        for kind, all_said in one["product_kinds"].items()
        for said in all_said
    }


def _named_phrases(languages: Sequence[Dict[str, Any]], stop_words: FrozenSet[str]) -> Dict[Tokens, FrozenSet[str]]:
    """The names of a phrase by its content words; raises LexiconError for one that has none."""
    found: Dict[Tokens, FrozenSet[str]] = {}
    for name, said in [pair for one in languages for pair in one["phrases"].items()]:
        for phrase in said:
            content = _content(phrase, stop_words)
            if not content:
                raise LexiconError(
                    f"phrases, {name}: {phrase!r} holds stop words alone; a resolver has to look for it (offers.py)"
                )
            found[content] = found.get(content, frozenset()) | {name}
    return found


def _ordinals(languages: Sequence[Dict[str, Any]], stop_words: FrozenSet[str]) -> Tuple[FrozenSet[Tokens], ...]:
    """The content words that pick the first, second, … button."""
    places = max(len(one["ordinals"]) for one in languages)
    return tuple(
        frozenset(
            _content(said, stop_words)
            for one in languages
            for wordings in one["ordinals"][place : place + 1]
            for said in wordings
        )
        for place in range(places)
    )


def _seat_changes(languages: Sequence[Dict[str, Any]]) -> SeatChanges:
    words = {key: _of_seats(languages, key) for key in ("before", "after", "seats", "verbs", "now")}
    return SeatChanges(instead=_tokenized(one["seat_changes"]["instead"] for one in languages), **words)


def _whole_remarks(languages: Sequence[Dict[str, Any]]) -> Dict[Tokens, Tuple[Tokens, ...]]:
    """The remarks of which one small word is left without fillers ("yes or no"), by that word: these must stand there
    whole.
    """
    fillers, polite = (
        frozenset(_words(languages, "remark_fillers")),
        _tokenized(one["polite_phrases"] for one in languages),
    )
    found: Dict[Tokens, Tuple[Tokens, ...]] = {}
    for phrase in _tokenized(said for one in languages for said in one["remarks"].values()):
        left = _without_fillers(phrase, polite, fillers)
        if len("".join(left)) <= SMALL_WORD < len("".join(phrase)):
            found[left] = (*found.get(left, ()), phrase)
    return found


def _tokenized(lists: Any) -> Tuple[Tokens, ...]:
    return tuple(tokenize(said) for one in lists for said in one)


def _refinement(name: str, languages: Sequence[Dict[str, Any]]) -> RefinementWords:
    entries = [one["refinements"][name] for one in languages]
    said, unless = (_tokenized(one[key] for one in entries) for key in ("said", "unless"))
    return RefinementWords(said, unless, _groups(f"refinements, {name}", [one.get("beside", []) for one in entries]))


def _groups(name: str, groups: Sequence[List[List[str]]]) -> Tuple[Tuple[Tokens, ...], ...]:
    """The groups of words of an entry, of all languages; raises LexiconError where these have not as many."""
    if len({len(one) for one in groups}) != 1:
        raise LexiconError(f"{name}: each language must have as many groups of words")
    return tuple(_tokenized(same) for same in zip(*groups))


def _statements(languages: Sequence[Dict[str, Any]]) -> Dict[str, Tuple[Tuple[Tokens, ...], ...]]:
    said = [one["statements"] for one in languages]
    return {name: _groups(f"statements, {name}", [one[name] for one in said]) for name in said[0]}


def _picks(languages: Sequence[Dict[str, Any]]) -> Picks:
    return Picks(*(_tokenized(one["picks"][key] for one in languages) for key in Picks.__dataclass_fields__))


def _of_seats(languages: Sequence[Dict[str, Any]], key: str) -> FrozenSet[str]:
    return frozenset(word for one in languages for said in one["seat_changes"][key] for word in tokenize(said))


def _written(languages: Sequence[Dict[str, Any]], key: str) -> Tuple[str, ...]:
    return tuple(said for one in languages for said in one[key])


def _words(languages: Sequence[Dict[str, Any]], key: str) -> Tokens:
    return tuple(word for one in languages for said in one[key] for word in tokenize(said))


def _remarks(languages: Sequence[Dict[str, Any]]) -> Dict[Tokens, str]:
    """The remarks by what is left of them without fillers; raises LexiconError for one that nobody knows, says nothing,
    or is two.
    """
    fillers = frozenset(_words(languages, "remark_fillers"))
    polite = _tokenized(one["polite_phrases"] for one in languages)
    found: Dict[Tokens, str] = {}
    for name, said in [pair for one in languages for pair in one["remarks"].items()]:
        for phrase in said:
            left = _without_fillers(tokenize(phrase), polite, fillers)
            if name not in REMARKS or not left or found.setdefault(left, name) != name:
                raise LexiconError(
                    f"remarks, {name}: {phrase!r} is no remark, holds fillers alone, or is another remark already"
                )
    return found


def _without_fillers(tokens: Tokens, phrases: Sequence[Tokens], words: FrozenSet[str]) -> Tokens:
    """The words of a message that are no filler and belong to no polite phrase."""
    left: List[str] = []
    place = 0
    while place < len(tokens):
        polite = next((phrase for phrase in phrases if phrase == tokens[place : place + len(phrase)]), None)
        if polite is None and tokens[place] not in words:
            left.append(tokens[place])
        place += len(polite) if polite else 1
    return tuple(left)


_KEYS: List[str] = [
    "stop_words", "product_kinds", "phrases", "name_openers", "anaphora", "dropping", "question_words", "conjunctions",
    "question_openers", "clause_openers", "requests", "refusals", "country_unknown", "ordinals", "last_choice",
    "other_choice", "other_contract", "last_contract", "choice_words", "remarks", "remark_fillers", "polite_phrases",
    "reason_openers", "suppositions", "bare_suppositions", "plans", "asks_leave", "refinements", "seat_changes",
    "yes_words", "yes_but", "next_steps", "done_words", "put_right", "statements", "picks", "either",
]  # fmt: skip


def _read(file: Path) -> Dict[str, Any]:
    content: Dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    missing = [key for key in _KEYS if key not in content]
    if missing:
        raise LexiconError(f"{file.name}: {', '.join(missing)} missing")
    return content
