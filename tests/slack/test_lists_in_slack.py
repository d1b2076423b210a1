"""Lists in Slack: paged through, narrowed, filtered, taken along."""

from __future__ import annotations

import csv
import io
import re

from tests.slack.asking import MONA, PAUL, ask, files_of, labels
from tests.slack.local_slack import GENERAL, elements, eventually, shown
from tests.slack.sales_desk import Desk


# Lists
def test_a_long_list_is_paged_through_and_back(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    assert "Page 1 of 3 · 22 contracts" in shown(answer)
    first = answer["text"]
    desk.slack.press(MONA, answer, "list_next")
    second = eventually(lambda: next(m for m in desk.slack.from_us(answer["channel"]) if "Page 2 of 3" in shown(m)))
    assert second["ts"] == answer["ts"]
    assert not set(re.findall(r"C-\d+", first)) & set(re.findall(r"C-\d+", second["text"]))
    desk.slack.press(MONA, second, "list_previous")
    eventually(lambda: next(m for m in desk.slack.from_us(answer["channel"]) if "Page 1 of 3" in shown(m)))


def test_what_was_not_understood_is_named_and_a_condition_is_pressed_away(desk: Desk) -> None:
    answer = ask(desk, MONA, "cheap hardware contracts in the Americas")
    assert "I could not narrow by “cheap”." in shown(answer)
    assert re.findall(r"C-\d+", answer["text"]) == ["C-200312"]
    assert "✕ hardware" in labels(answer)
    chip = next(one for one in elements(answer) if one.get("text", {}).get("text") == "✕ hardware")
    desk.slack.press(MONA, answer, chip["action_id"])
    wider = eventually(
        lambda: next(
            m
            for m in desk.slack.from_us(answer["channel"])
            if m["ts"] == answer["ts"] and "✕ hardware" not in labels(m)
        )
    )
    assert "C-200312" in wider["text"]
    assert len(re.findall(r"C-\d+", wider["text"])) > 1


def test_what_stands_on_the_page_is_given_to_a_representative_to_tell(desk: Desk) -> None:
    assert shown(ask(desk, MONA, "is there a fee for renewing late?")).startswith("What you can tell a customer:")
    assert "What you can tell a customer" not in shown(ask(desk, MONA, "when does C-200312 end?"))


def test_a_list_is_narrowed_counted_and_grouped_in_words(desk: Desk) -> None:
    ask(desk, MONA, "what ends in 2027?")
    assert re.findall(r"C-\d+", ask(desk, MONA, "only hardware in France")["text"]) == ["C-100235"]
    assert "• France: " in shown(ask(desk, MONA, "contracts by country"))


def test_a_list_is_filtered_by_region_and_kind_in_a_form(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_filter")
    eventually(lambda: desk.proxy.called("views.open"))
    chosen = {
        "region": {"value": {"type": "static_select", "selected_option": {"value": "AMS"}}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "hardware"}}},
    }
    assert desk.slack.submit(MONA, chosen) is None
    filtered = eventually(
        lambda: next(
            m
            for m in desk.slack.from_us(answer["channel"])
            if "Page 1 of 1 · 1 contract" in shown(m) and m["ts"] == answer["ts"]
        )
    )
    assert re.findall(r"C-\d+", filtered["text"]) == ["C-200312"]


def test_a_filter_with_no_address_as_the_owner_is_refused_in_the_form(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_filter")
    eventually(lambda: desk.proxy.called("views.open"))
    wrong = desk.slack.submit(MONA, {"owner": {"value": {"type": "plain_text_input", "value": "Paul"}}})
    assert wrong == {"owner": "This is no e-mail address."}


def test_who_presses_anothers_button_sees_their_own_contracts_alone(desk: Desk) -> None:
    desk.slack.type(MONA, GENERAL, "<@U0BOT> show me all contracts")
    answer = eventually(lambda: desk.slack.from_us(GENERAL))[0]
    desk.slack.press(PAUL, answer, "list_next")
    theirs = eventually(lambda: [m for m in desk.slack.from_us(GENERAL) if m.get("ephemeral_to") == PAUL])[0]
    assert "C-2003" not in str(theirs["text"])
    assert "Sakura" not in str(theirs["blocks"])
    assert desk.slack.from_us(GENERAL)[0]["text"] == answer["text"]


def test_the_whole_list_is_sent_as_csv_and_as_a_chart_to_its_presser(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_csv")
    desk.slack.press(MONA, answer, "list_chart")
    files = eventually(lambda: found if len(found := files_of(desk, answer["channel"])) == 2 else None, 30)
    by_name = {file["name"]: file for file in files}
    content = desk.slack.content(by_name["renewals.csv"]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 22
    # What ends next comes first, what is past its end last.
    ends = [row["end_date"] for row in rows]
    ended = sum(int(row["days_left"]) < 0 for row in rows)
    assert ends == [*sorted(ends)[ended:], *sorted(ends)[:ended]]
    assert desk.slack.content(by_name["renewals.png"]).startswith(b"\x89PNG")


def test_a_customers_name_mentions_and_calls_nobody(desk: Desk) -> None:
    answer = ask(desk, MONA, "when does C-900003 end?")
    assert "&lt;!channel&gt; &amp; &lt;@U01PAUL&gt;" in answer["text"]
    marked_up = [
        part["text"] for block in answer["blocks"] for part in block.get("elements", []) if part.get("type") == "mrkdwn"
    ]
    # The link that opens a mail alone is marked up, and holds no name.
    assert all(part.startswith("<mailto:") and "channel>" not in part for part in marked_up)


def test_a_list_is_exported_and_charted_in_words(desk: Desk) -> None:
    listed = ask(desk, MONA, "show me all contracts")
    for words in ("export as csv", "chart please"):
        ask(desk, MONA, words)
    files = eventually(lambda: found if len(found := files_of(desk, listed["channel"])) >= 2 else None, 30)
    assert {file["name"] for file in files} == {"renewals.csv", "renewals.png"}
