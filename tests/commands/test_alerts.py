"""Alerts and the dashboard watch what is there, and each alert has its section in the runbook."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot import metrics
from bot.settings import ROOT

RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
CASES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.test.yml").read_text(encoding="utf-8"))["tests"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/renewals.json").read_text(encoding="utf-8"))
RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")


def samples() -> set[str]:
    """The names under which the gateway's metrics are scraped."""
    ends = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
    return {family.name + end for family in metrics.registry.collect() for end in ends[family.type]}


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in RULES)
    yield from (target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"])


def test_every_metric_that_is_watched_is_one_of_the_gateways() -> None:
    watched = {name for expression in expressions() for name in re.findall(r"renewals_\w+", expression)}
    assert watched - samples() == set()


def test_every_metric_of_the_gateway_is_shown() -> None:
    shown = " ".join(expressions())
    assert [family.name for family in metrics.registry.collect() if family.name not in shown] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_has_its_section_and_is_fired_by_a_case(rule: dict[str, Any]) -> None:
    name = rule["alert"]
    assert f"\n## {name}\n" in RUNBOOK
    assert rule["annotations"]["runbook"] == f"docs/runbook.md#{name.lower()}"
    outcomes = [
        bool(test["exp_alerts"]) for case in CASES for test in case["alert_rule_test"] if test["alertname"] == name
    ]
    assert sorted(outcomes) == [False, True]
