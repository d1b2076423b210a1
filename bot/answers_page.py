"""`renewals answers`: every answer on one self-contained page, the languages side by side beside the source, for
whoever writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from renewals import answers
from renewals.answers import Answer, Topic

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:90rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;
  background:#fff}
table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{padding:.4rem .7rem;border-bottom:1px solid #d8dee4;
  text-align:left;vertical-align:top}
td{white-space:pre-line}th:last-child{width:18rem}tr.open td:last-child{background:#fff4d6}small{color:#57606a}
  code{font-size:.9em}"""


def page() -> str:
    """The page's HTML: a table for each topic, a column for each language, and the source in the last."""
    languages = answers.languages()
    topics = {language: answers.topics(language) for language in languages}
    said = [name for name, topic in topics[languages[0]].items() if topic.answer or topic.questions]
    contents = " · ".join(f'<a href="#{name}">{escape(name)}</a>' for name in said)
    tables = "\n".join(_table(name, {language: topics[language][name] for language in languages}) for name in said)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Answers</title>'
        f"<style>{_STYLE}</style></head>"
        f"<body><h1>Answers</h1><p>{contents}</p>\n{tables}\n</body></html>\n"
    )


def _table(name: str, said: dict[str, Topic]) -> str:
    head = "".join(f"<th>{escape(language)}</th>" for language in said)
    rows = "\n".join(_rows(said))
    table = f"<table><thead><tr>{head}<th>source</th></tr></thead><tbody>{rows}</tbody></table>"
    return f'<h2 id="{name}">{escape(name)}</h2>\n{table}'


def _rows(said: dict[str, Topic]) -> Iterator[str]:
    """The topic in general, then each question within it."""
    first = next(iter(said.values()))
    if first.answer:
        yield _row([topic.answer or "" for topic in said.values()], _sections(first.sections), "in general", False)
    for question, answer in first.questions.items():
        texts = [topic.questions[question].text for topic in said.values()]
        yield _row(
            texts,
            _sections(answer.sections) + _about(answer),
            f"{question}\n{answers.asks(answers.default_language(), question)}",
            answer.open,
        )


def _row(texts: list[str], source: str, about: str, opened: bool) -> str:
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    shade = ' class="open"' if opened else ""
    return f"<tr{shade}>{cells}<td>{escape(source)}\n<small>{escape(about)}</small></td></tr>"


def _sections(sections: tuple[str, ...]) -> str:
    return " · ".join(sections) or "—"


def _about(answer: Answer) -> str:
    said = [
        *(["the page leaves it open"] if answer.open else []),
        *([f"needs {', '.join(answer.needs)}"] if answer.needs else []),
    ]
    return "".join(f"\n({one})" for one in said)
