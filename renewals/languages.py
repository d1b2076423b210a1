"""Which language a person writes, and how days are written in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_day_names
from babel.numbers import format_decimal
from babel.units import format_unit
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from renewals import answers
from renewals.names import folded
from renewals.yaml_file import read_yaml

# So many words of a language, and none of the one before it, are no borrowed words: a message of a person's own in it.
CLEAR_WORDS = 4
# Below this many words the statistics of letters say little (docs/decisions.md); the words of the lexicon decide, or
# the language stays as it was.
ENOUGH_WORDS = 3
# On this field's own messages, badly typed ones included, ours stays above and other languages stay below
# (docs/decisions.md).
SURELY_NOT_OURS = 0.005
SURELY_SOMETHING = 0.35
# Signs that neither French nor English knows, save in names of people and places, which come with capitals.
_FOREIGN_SIGNS = set("¿¡ãõßłąężźśńćčšžěřůő")
FOREIGN_WORDS = 4
# A name that stands alone has so many words at most.
MOST_OF_A_NAME = 5
# So much of a text tells its language.
TELLING = 1000
_SPACES = re.compile(r"(\s+)")
# What is no word of any language: a number, a version, an address.
_NO_WORD = re.compile(r"[\d@]|://|www\.")
# Initials ("R.O.C."), and what says of a name which one is meant ("(SAR)").
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}|\([A-Z]{2,6}\)")
_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*")
_WORD = re.compile(r"[^\W\d_]+")
_WORD_WITH_APOSTROPHE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def spoken(text: str, before: str) -> str:
    """The language of a message, among those the assistant speaks; the language before it where the message tells
    nothing ("ok", a number).
    """
    told = _telling(text)
    words = _WORD_WITH_APOSTROPHE.findall(told)
    votes = _votes(words)
    first, second = sorted(votes.values(), reverse=True)[:2] if len(votes) > 1 else (1, 0)
    if first > second:
        return max(votes, key=lambda language: votes[language])
    if len([word for word in words if len(word) > 1]) < ENOUGH_WORDS:
        return before
    if is_foreign(text):
        return before
    return str(_among(answers.languages()).classify(told)[0])


def spoken_after(text: str, held: str, earlier: Sequence[str]) -> str:
    """The language of a message of a conversation that is `held` in one: it changes with a long message that is clearly
    in another, or with the second message in a row that is; a few borrowed words change nothing.

    `earlier`: what the person said before, the newest first. Who has said nothing yet that tells their language has
    chosen none, so that any message may.
    """
    new = spoken(text, held)
    if new == held:
        return held
    before = next((told for told in (_told(one) for one in earlier) if told is not None), None)
    return new if before in (None, new) or _is_clear(text, new) else held


def _told(text: str) -> str | None:
    """The language that a text tells, whatever was spoken before; None where it tells none."""
    told = {spoken(text, before) for before in answers.languages()}
    return told.pop() if len(told) == 1 else None


def _is_clear(text: str, language: str) -> bool:
    votes = _votes(_WORD_WITH_APOSTROPHE.findall(_telling(text)))
    return votes[language] >= CLEAR_WORDS and not any(votes[other] for other in votes if other != language)


def _telling(text: str) -> str:
    """The words of a text that may tell its language, in lower case: no names, numbers and addresses."""
    pieces = _SPACES.split(_without_names(text[:TELLING]).lower().replace("’", "'"))
    return "".join(" " if _NO_WORD.search(piece) else piece for piece in pieces)


def _votes(words: Sequence[str]) -> dict[str, int]:
    """How many words each language has for its own."""
    return {language: sum(_weight(word, language) for word in words) for language in answers.languages()}


def _without_names(text: str) -> str:
    """A text without initials and words that are written as names; a text all in capitals is no name."""
    plain = _INITIALS.sub(" ", text)
    if not any(letter.islower() for letter in plain):
        return plain
    words = _SPACES.split(plain)
    if _is_a_name(words):
        return ""
    return "".join("" if _NAME.match(word) and not _in_the_lexicon(word) else word for word in words)


def _is_a_name(words: list[str]) -> bool:
    """Whether a text is one name that begins with an article ("Le Monde", "Les Trois Suisses")."""
    said = [word for word in words if word.strip()]
    return (
        1 < len(said) <= MOST_OF_A_NAME
        and said[0] in _articles()
        and all(_NAME.match(word) and not _in_the_lexicon(word) for word in said[1:])
    )


@cache
def _articles() -> frozenset[str]:
    return frozenset(
        word.capitalize() for language in answers.languages() for word in _lexicon(language)["articles"].split()
    )


def _in_the_lexicon(word: str) -> bool:
    return any(
        _weight(one, language)
        for one in _WORD_WITH_APOSTROPHE.findall(word.lower().replace("’", "'"))
        for language in answers.languages()
    )


def is_foreign(text: str) -> bool:
    """Whether a message is surely written in a language that the assistant does not speak."""
    text = text[:TELLING]
    if _FOREIGN_SIGNS & set(_without_names(text).lower()):
        return True
    words = _WORD.findall(text)
    letters = "".join(words)
    if not letters:
        return False
    if sum(ord(letter) > 0x24F for letter in letters) * 2 > len(letters):
        return True
    if len(words) < FOREIGN_WORDS:
        return False
    likelihoods = {language: float(likelihood) for language, likelihood in _any_language().rank(text)}
    ours = sum(likelihoods.get(language, 0.0) for language in answers.languages())
    return ours < SURELY_NOT_OURS and max(likelihoods.values()) > SURELY_SOMETHING


@cache
def small_words() -> frozenset[str]:
    """The words of every day of all languages, folded: no name is meant by one of them alone."""
    return frozenset(word for language in answers.languages() for word in folded(_lexicon(language)["words"]).split())


def language_named(text: str) -> str | None:
    """The language whose name stands in a message ("in English please" -> "en"), the last one named; nothing where none
    does.
    """
    words = folded(text).split()
    named = {folded(name): language for language in answers.languages() for name in _lexicon(language)["names"]}
    return next((named[word] for word in reversed(words) if word in named), None)


def long_date(day: date, language: str) -> str:
    """A day in words ("31 December 2026", "31 décembre 2026")."""
    written = _plain_spaces(format_date(day, format="long", locale=_lexicon(language)["locale"]))
    # CLDR writes "1 janvier"; the French write "1er janvier".
    return re.sub(r"^1(?= )", _lexicon(language)["first_of_month"], written)


def short_date(day: date, language: str) -> str:
    """A day as it stands in tables ("31 Dec 2026", "31 déc. 2026")."""
    return _plain_spaces(format_date(day, format="d MMM y", locale=_lexicon(language)["locale"]))


def month_initial(month: date, language: str) -> str:
    """The letter by which a month stands above a column ("J" of January)."""
    return str(format_date(month, "LLLLL", locale=_lexicon(language)["locale"]))


def moment(instant: datetime, timezone: str, language: str) -> str:
    """An instant in words, as it is in a time zone ("Mon 23 Nov, 14:05", "lun. 23 nov., 14:05")."""
    return _plain_spaces(
        format_datetime(instant.astimezone(ZoneInfo(timezone)), "EEE d MMM, HH:mm", locale=_lexicon(language)["locale"])
    )


def weekday(day: int, language: str) -> str:
    """A day of the week in short (0 is Monday: "Mon", "lun.")."""
    return str(get_day_names("abbreviated", locale=_lexicon(language)["locale"])[day])


def days(count: int, language: str) -> str:
    """A number of days in words ("1 day", "38 jours"); its sign does not count."""
    return _plain_spaces(format_unit(abs(count), "duration-day", length="long", locale=_lexicon(language)["locale"]))


def written_number(count: float, language: str) -> str:
    """A number as it is written in a language ("4,200"; in French with a space that does not break)."""
    return str(format_decimal(count, locale=_lexicon(language)["locale"])).replace("\u202f", "\u00a0")


def _plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _weight(word: str, language: str) -> int:
    own = word in _own_words(language) or ("'" in word and word.split("'")[0] + "'" in _own_words(language))
    return int(own)


@cache
def _own_words(language: str) -> frozenset[str]:
    others = {word for other in answers.languages() if other != language for word in _lexicon(other)["words"].split()}
    return frozenset(_lexicon(language)["words"].split()) - others


@cache
def _lexicon(language: str) -> dict[str, str]:
    lexicon: dict[str, str] = read_yaml(answers.DOMAIN / language / "language.yml")
    return lexicon


@cache
def _any_language() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _among(languages: tuple[str, ...]) -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(languages))
    return identifier
