"""The trained model and the engine's own doors."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from bot import model
from bot.settings import ROOT
from tests.api.labelled import WHOLE
from tests.stack import Stack

pytestmark = pytest.mark.usefixtures("engine_python")

SCRATCH = {
    "RENEWALS_ENGINE_SECRET": "none",
    "RENEWALS_ACTIONS_URL": "http://127.0.0.1:9/webhook",
    "RENEWALS_ENGINE_DATABASE_URL": "sqlite://",
}


def rasa(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **model.quiet_environment(), **SCRATCH}
    return subprocess.run(
        [model.PYTHON, "-m", "rasa", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def few_examples(folder: Path) -> Path:
    """The rules, and of the examples the first two of each intent and question."""
    shutil.copytree(ROOT / "data" / "rules", folder / "rules")
    for file in (ROOT / "data" / "nlu").glob("*/*.yml"):
        kept, examples = list[str](), 0
        for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
            examples = examples + 1 if line.startswith("    - ") else 0
            kept += [line] if examples <= 2 else []
        copy = folder / "nlu" / file.parent.name / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("".join(kept), encoding="utf-8")
    return folder


@pytest.mark.parametrize("whole", WHOLE)
def test_the_data_are_valid_without_a_warning(tmp_path: Path, whole: bool) -> None:
    """With all examples in `make test-all`; with two of each intent in `make test`, for reading all takes Rasa most of
    its time, and tests/engine/test_data.py reads them too.
    """
    data = ROOT / "data" if whole else few_examples(tmp_path / "data")
    done = rasa(
        "data", "validate", "--fail-on-warnings", "--domain", "domain", "--data", data, "--config", "config.yml"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # Rasa misses the policy that would let a person's text restart or rewind the dialogue; that nothing does so is
    # meant.
    warnings = [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if "UserWarning" in line and ("'RulePolicy' is not included") not in line
    ]
    assert warnings == []


def test_whole_conversations_go_as_written(trained_model: Path, tmp_path: Path) -> None:
    stories = ROOT / "tests" / "dialogues"
    done = rasa(
        "test",
        "core",
        "--fail-on-prediction-errors",
        "--model",
        trained_model,
        "--stories",
        stories,
        "--out",
        tmp_path,
        "--endpoints",
        "endpoints.yml",
    )
    assert done.returncode == 0, done.stdout + done.stderr


def engine_port(stack: Stack) -> int:
    """The port on which the stack's engine listens."""
    pid = (stack.folder / "log" / "engine.pid").read_text(encoding="ascii")
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return int(command[command.index("-p") + 1])


def test_the_engine_answers_the_gateway_alone(stack: Stack) -> None:
    door = f"http://127.0.0.1:{engine_port(stack)}/webhooks/gateway"
    body = {"conversation_id": "x", "message_id": "1", "text": "hello", "language": "en", "foreign": False}
    for headers in ({}, {"Authorization": "Bearer guessed"}):
        assert httpx.post(f"{door}/turns", json=body, headers=headers).status_code == 401
        assert httpx.post(f"{door}/understanding", json={"text": "hello"}, headers=headers).status_code == 401
        assert httpx.post(f"{door}/letters", json={"subject": "a", "body": "b"}, headers=headers).status_code == 401
        assert httpx.delete(f"{door}/conversations/x", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/conversations/x/tracker", "/model", "/domain", "/status", "/webhooks/rest/webhook"])
def test_rasas_own_doors_are_shut(stack: Stack, path: str) -> None:
    assert httpx.get(f"http://127.0.0.1:{engine_port(stack)}{path}").status_code == 404


def test_the_engine_runs_without_tensorflow(stack: Stack) -> None:
    pid = (stack.folder / "log" / "engine.pid").read_text(encoding="ascii")
    assert "/tensorflow/" not in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


def test_the_engine_listens_on_the_loopback_address_alone(stack: Stack) -> None:
    port = f"{engine_port(stack):04X}"
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    assert [address for address in listening if address.endswith(f":{port}")] == [f"0100007F:{port}"]
