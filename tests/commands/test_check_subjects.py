"""A commit's subject that is too long is told, whether it is being written or stands in the history since the
last tag.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT

LONGEST = "é" * 72


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "check-subjects", tmp_path / "tools")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(repository: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=repository, check=True, capture_output=True)


def commit(repository: Path, subject: str) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", f"{subject}\n\n{'A body may run on. ' * 9}")


def checked(repository: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["tools/check-subjects", *arguments]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


def test_a_subject_of_72_characters_is_taken_and_one_more_is_refused(repository: Path) -> None:
    commit(repository, LONGEST)
    assert checked(repository).returncode == 0
    commit(repository, LONGEST + "x")
    refused = checked(repository)
    assert refused.returncode == 1
    assert "73 characters, 72 are the most" in refused.stderr


def test_what_was_tagged_is_past(repository: Path) -> None:
    commit(repository, LONGEST + "x")
    git(repository, "tag", "v1")
    commit(repository, "Short")
    assert checked(repository).returncode == 0
    commit(repository, LONGEST + "y")
    commit(repository, "Short again")
    refused = checked(repository)
    assert refused.returncode == 1
    assert LONGEST + "y" in refused.stderr
    assert LONGEST + "x" not in refused.stderr


@pytest.mark.parametrize(("subject", "status"), [(LONGEST, 0), (LONGEST + "x", 1)])
def test_a_message_that_is_being_written_is_judged_by_its_first_line_of_words(
    repository: Path, subject: str, status: int
) -> None:
    message = repository / "message"
    message.write_text(f"# Please enter the commit message\n\n{subject}\n\n{'body ' * 40}\n", encoding="utf-8")
    assert checked(repository, "--message", message).returncode == status
