"""The command line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from bot.supervisor import free_port
from tests.builders import contract_file
from tests.stack import Stack

pytestmark = pytest.mark.usefixtures("programs")


def renewals(folder: Path, *arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RENEWALS_VAR": str(folder), "RENEWALS_DATABASE_URL": "", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        input=text,
        check=False,
    )


def test_a_contract_file_is_imported_and_told_of(tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(contract_file({}, {"contract_number": "C-2", "end_date": "31/12/2026"}), encoding="utf-8")
    done = renewals(tmp_path, "import", file)
    assert (done.returncode, done.stdout.strip()) == (1, "1 new, 0 changed, 0 unchanged, 1 refused")
    assert "line 3, column end_date: '31/12/2026'" in done.stderr


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "contracts.csv"
    file.write_text(contract_file({}), encoding="utf-8")
    assert renewals(tmp_path, "import", "--dry-run", file).returncode == 0
    assert renewals(tmp_path, "import", file).stdout.strip() == "1 new, 0 changed, 0 unchanged, 0 refused"


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", b"\x00\x01\x02", "numéro;client\n".encode("latin-1"), b"PK\x03\x04"]
)
def test_a_file_that_is_no_contract_file_changes_nothing_and_says_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "contracts.csv"
    file.write_bytes(content)
    done = renewals(tmp_path, "import", file)
    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["import", "import-reps"])
def test_a_file_that_names_its_columns_and_holds_no_row_is_told_so(tmp_path: Path, command: str) -> None:
    file = tmp_path / "file.csv"
    columns = contract_file() if command == "import" else "email,name,role,regions,language,timezone\n"
    file.write_text(columns.splitlines()[0] + "\n\n", encoding="utf-8")
    done = renewals(tmp_path, command, file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == f"{file}: It names the columns, and holds no row below them. Nothing was changed."


def test_a_missing_file_is_told_so(tmp_path: Path) -> None:
    done = renewals(tmp_path, "import", tmp_path / "nowhere.csv")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_what_is_exported_can_be_imported_again(tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_text(contract_file({}, {"contract_number": "C-2"}), encoding="utf-8")
    renewals(tmp_path, "import", file)
    assert renewals(tmp_path, "export", out).returncode == 0
    assert renewals(tmp_path, "import", out).stdout.strip() == "0 new, 0 changed, 2 unchanged, 0 refused"


def test_reps_are_imported(tmp_path: Path) -> None:
    file = tmp_path / "reps.csv"
    file.write_text(
        "email,name,role,regions,language,timezone\np@v.example,Paul,rep,EMEA;SG,fr,Europe/Paris\n", encoding="utf-8"
    )
    assert renewals(tmp_path, "import-reps", file).stdout.strip() == "1 new, 0 changed, 0 unchanged, 0 refused"


def test_the_chat_in_the_terminal_answers(stack: Stack, tmp_path: Path) -> None:
    done = renewals(tmp_path, "chat", "--address", stack.address, text="how do I renew?\n3\n")
    assert done.returncode == 0
    assert "Which one do you want to renew?" in done.stdout
    assert "reseller" in done.stdout


def test_the_chat_says_so_when_nothing_answers(tmp_path: Path) -> None:
    done = renewals(tmp_path, "chat", "--address", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "make up" in done.stdout


def test_an_evaluation_scores_a_labelled_file(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(
        (
            '{"text": "hello", "topic": "greet", "language": "en"}\n{"text": "merci", "topic": "thanks", '
            '"language": "fr"}\n'
        ),
        encoding="utf-8",
    )
    done = renewals(tmp_path, "evaluate", file, "--address", stack.address, "--results", tmp_path)
    assert done.returncode == 0
    page = (tmp_path / "understanding.html").read_text(encoding="utf-8")
    # In each language: right topics, good ones answered, none answered with harm, as scores; and the one topic.
    assert page.count("100.0% (1/1)") == 8


@pytest.mark.parametrize(
    ("content", "told"),
    [('{"text": "hello"}\n', "line 1"), ("", "no message"), ('{"text": "élan"}', "UTF-8"), (None, "cannot be read")],
)
def test_a_labelled_file_that_cannot_be_read_is_told_so_before_anything_starts(
    tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "labelled.jsonl"
    if content is not None:
        file.write_text(content, encoding="latin-1")
    done = renewals(tmp_path, "evaluate", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told_before_anything_starts(stack: Stack, tmp_path: Path) -> None:
    environment = {**os.environ, "RENEWALS_VAR": str(tmp_path), "RENEWALS_PORT": stack.address.rsplit(":", 1)[1]}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "up"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "is in use" in done.stderr


def test_a_default_region_that_is_none_is_told_in_a_sentence_before_anything_starts(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "RENEWALS_VAR": str(tmp_path),
        "RENEWALS_PORT": str(free_port()),
        "RENEWALS_DEFAULT_REGION": "Europe",
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "up"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert (
        done.stderr.split() == ("RENEWALS_DEFAULT_REGION is 'Europe'; it must be one of EMEA, AMS, JP, CN, SG.").split()
    )
