"""What is delivered fits the product: files that images copy, settings that are set, ports, rights and limits.

(Docker, Compose and Kubernetes themselves run elsewhere.)
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import serving
from bot.setting_names import names_of_settings
from bot.settings import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose/compose.yml").read_text(encoding="utf-8"))
MANIFESTS: list[dict[str, Any]] = [
    document
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    if file.name != "kustomization.yaml"
    for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))
]
PODS = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in MANIFESTS if one["kind"] == "Deployment"}
OURS = {name: service for name, service in COMPOSE["services"].items() if service["image"].startswith("renewals-")}
# Of the actions, which read their few settings themselves.
MORE_SETTINGS = {"RENEWALS_ACTIONS_HOST", "RENEWALS_ACTIONS_PORT"}


def test_images_copy_what_is_there_and_run_as_nobody_special() -> None:
    made_there = {".venv", ".venv-engine", "models"}
    copied = re.findall(
        r"/srv/renewals/([\w./-]+)", " ".join(re.findall(r"^COPY --from=build (.*)$", DOCKERFILE, re.MULTILINE))
    )
    assert [name for name in copied if name not in made_there and not (ROOT / name).exists()] == []
    for target in ("app", "engine"):
        stage = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)
        (own,) = (part for part in stage if re.match(rf"\S+ AS {target}\n", part))
        assert re.search(r"^USER 10001$", own, re.MULTILINE)
    assert all(
        re.fullmatch(r"python:\d+\.\d+\.\d+-slim-bookworm|base", image)
        for image in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    )


def test_every_package_of_the_product_is_in_an_image() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages <= set(re.findall(r"/srv/renewals/(\w+) \w+$", DOCKERFILE, re.MULTILINE))


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_write_nothing_but_their_data_and_know_only_settings(name: str) -> None:
    service = OURS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert set(service.get("environment", {})) <= names_of_settings() | MORE_SETTINGS


def test_only_the_proxy_has_a_door_to_the_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]
    assert "/metrics" in (DEPLOY / "compose/Caddyfile").read_text(encoding="utf-8")
    subnet = COMPOSE["networks"]["door"]["ipam"]["config"][0]["subnet"]
    assert COMPOSE["services"]["gateway"]["environment"]["RENEWALS_TRUSTED_PROXIES"] == subnet


def test_the_proxy_closes_an_idle_connection_before_the_gateway_does() -> None:
    kept = re.search(r"keepalive (\d+)s", (DEPLOY / "compose/Caddyfile").read_text(encoding="utf-8"))
    assert kept
    assert int(kept[1]) < serving.IDLE_CONNECTIONS_FOR


def test_every_variable_that_must_be_set_is_in_the_sample() -> None:
    sample = (DEPLOY / "compose/.env.sample").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+)[:}]", (DEPLOY / "compose/compose.yml").read_text(encoding="utf-8")))
    assert wanted == set(re.findall(r"^(\w+)=", sample, re.MULTILINE))


@pytest.mark.parametrize("name", PODS)
def test_pods_are_closed_limited_and_probed(name: str) -> None:
    pod = PODS[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"] + pod.get("initContainers", []):
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert {"memory"} <= set(container["resources"]["limits"])
        assert {entry["name"] for entry in container.get("env", [])} <= names_of_settings() | MORE_SETTINGS
    (serving,) = pod["containers"]
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(serving)
    ports = {port["name"] for port in serving["ports"]}
    assert {next(iter(serving[probe].values()))["port"] for probe in ("readinessProbe", "livenessProbe")} <= ports


def test_gateways_are_several_are_added_before_they_are_taken_away_and_share_their_files() -> None:
    (gateway,) = (
        one for one in MANIFESTS if one["kind"] == "Deployment" and one["metadata"]["name"] == "renewals-gateway"
    )
    (volume,) = (one for one in MANIFESTS if one["kind"] == "PersistentVolumeClaim")
    assert gateway["spec"]["replicas"] > 1
    assert gateway["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert volume["spec"]["accessModes"] == ["ReadWriteMany"]


def test_the_kustomization_names_every_manifest() -> None:
    told = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text(encoding="utf-8"))
    assert sorted(told["resources"]) == sorted(
        file.name for file in (DEPLOY / "kubernetes").glob("*.yaml") if file.name != "kustomization.yaml"
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_the_units_pass_systemds_own_check(tmp_path: Path) -> None:
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        # The program is looked for where the unit says; it is there on the operator's machine alone.
        text = unit.read_text(encoding="utf-8").replace("/opt/renewals/.venv/bin/renewals", "/bin/true")
        units.append(tmp_path / unit.name)
        units[-1].write_text(text, encoding="utf-8")
    ran = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
