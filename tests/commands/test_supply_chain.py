"""What is said of the packages: an audit without advisories says so, instead of good news."""

from __future__ import annotations

import runpy
from types import SimpleNamespace
from typing import Any

from bot.settings import ROOT

AUDIT = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "audit")))
SBOM = SimpleNamespace(**runpy.run_path(str(ROOT / "tools" / "sbom")))

ADVISORY = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"]}
KNOWN = {"dependencies": [{"name": "jinja2", "version": "2.4.1", "vulns": [ADVISORY]}]}
NOT_KNOWN: dict[str, Any] = {"dependencies": [{"name": "jinja2", "skip_reason": "Dependency not found on PyPI"}]}


def of(*packages: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": list(packages)}


def test_packages_without_advisories_are_good_where_the_index_has_some() -> None:
    status, said = AUDIT.verdict("app", of({"name": "one", "version": "1", "vulns": []}), KNOWN)
    assert (status, said) == (0, ["app: nothing is known against 1 packages."])


def test_an_index_without_advisories_is_no_good_news() -> None:
    for probe in (NOT_KNOWN, of({"name": "jinja2", "version": "2.4.1", "vulns": []})):
        status, said = AUDIT.verdict("app", of({"name": "one", "version": "1", "vulns": []}), probe)
        assert status == 2
        assert "holds no advisories" in said[0]


def test_a_package_that_the_index_does_not_know_is_named() -> None:
    status, said = AUDIT.verdict("app", of({"name": "own", "skip_reason": "Dependency not found"}), KNOWN)
    assert status == 2
    assert "own" in said[0]


def test_an_advisory_is_told_whatever_else_is() -> None:
    packages = of({"name": "own", "skip_reason": "not found"}, {"name": "one", "version": "1", "vulns": [ADVISORY]})
    status, said = AUDIT.verdict("engine", packages, NOT_KNOWN)
    assert (status, said) == (1, ["engine: one 1: PYSEC-1 (CVE-1); mended in 2.0"])


def test_every_locked_package_is_read_from_a_lock_file() -> None:
    text = (ROOT / "requirements" / "app.lock").read_text(encoding="utf-8")
    found = SBOM.locked(text)
    assert len(found) == sum(line[:1].isalnum() for line in text.splitlines())
    assert {"fastapi", "sqlalchemy", "rasa-sdk"} <= {name for name, _ in found}
