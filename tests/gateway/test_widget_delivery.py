"""How browsers get the widget: compressed, asked for again at little cost,
or kept for ever under a version's address.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from pathlib import Path

import pytest

from bot.web import assets
from bot.web.assets import STATIC
from renewals import answers
from tests.gateway_within import gateway, settings

# What is loaded before the panel is opened, by the imports of the entry.
FIRST_BYTES = 20 * 1024
LONGEST_FILE = 300


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'renewals.db'}"


def imported(name: str) -> set[str]:
    """A module and all that it imports at once."""
    text = (STATIC / name).read_text(encoding="utf-8")
    found = {
        (Path(name).parent / one).as_posix()
        for one in re.findall(r'^(?:import|export) .*from "\./(.+)";$', text, re.MULTILINE)
    }
    return {name}.union(*(imported(one) for one in found))


def sent(name: str) -> bytes:
    return (STATIC / name).read_bytes()


async def test_a_file_is_asked_for_again_and_not_sent_again(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        first = await client.get("/static/widget.js")
        assert first.headers["cache-control"] == "no-cache"
        assert first.headers["access-control-allow-origin"] == "*"
        for tag in (
            first.headers["etag"],
            f'"other", {first.headers["etag"]}',
            first.headers["etag"].removeprefix("W/"),
        ):
            again = await client.get("/static/widget.js", headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
        assert (await client.get("/static/widget.js", headers={"If-None-Match": '"other"'})).status_code == 200


async def test_files_and_words_go_out_compressed_to_who_takes_that(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        for address in ("/static/widget/panel.css", "/static/words.json?languages=fr"):
            plain = await client.get(address, headers={"Accept-Encoding": "identity"})
            assert "content-encoding" not in plain.headers
            packed = await client.get(address, headers={"Accept-Encoding": "gzip"})
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.content == plain.content
            assert "accept-encoding" in packed.headers["vary"].lower()


@pytest.mark.parametrize(
    ("taken", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=1.0, gzip;q=0.5", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("identity", None),
    ],
)
async def test_the_smallest_coding_that_a_browser_takes_is_sent(
    tmp_path: Path, database_url: str, taken: str, coding: str | None
) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        for address in ("/static/widget/panel.js", "/static/words.json?languages=en"):
            answer = await client.get(address, headers={"Accept-Encoding": taken})
            assert answer.headers.get("content-encoding") == coding
            assert answer.content == (await client.get(address, headers={"Accept-Encoding": "identity"})).content
            if coding:
                assert "accept-encoding" in answer.headers["vary"].lower()
            known = await client.get(
                address, headers={"Accept-Encoding": taken, "If-None-Match": answer.headers["etag"]}
            )
            assert (known.status_code, known.content) == (304, b"")


async def test_a_version_s_address_is_kept_for_ever_and_an_old_one_leads_to_the_newest(
    tmp_path: Path, database_url: str
) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        described = (await client.get("/static/widget.json")).json()
        address = f"/static/v/{described['version']}/widget.js"
        answer = await client.get(address)
        assert "immutable" in answer.headers["cache-control"]
        digest = base64.b64encode(hashlib.sha384(answer.content).digest()).decode()
        assert described["integrity"]["widget.js"] == f"sha384-{digest}"
        old = await client.get("/static/v/0123456789abcdef/widget/panel.js")
        assert old.status_code == 307
        assert old.url.join(old.headers["location"]).path == "/static/widget/panel.js"
        assert old.headers["cache-control"] == "no-store"
        assert (await client.get(f"/static/v/{described['version']}/none.js")).status_code == 404


@pytest.mark.parametrize("name", ["index.html", "../page.py", "widget/../../page.py", "%2e%2e/page.py", "none.js"])
async def test_nothing_else_of_the_folder_or_above_it_is_served(tmp_path: Path, database_url: str, name: str) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        assert (await client.get(f"/static/{name}")).status_code == 404


async def test_words_come_in_the_first_language_that_is_spoken(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url)) as (_, client):

        async def code(languages: str, browser: str = "en") -> str:
            answer = await client.get(
                "/static/words.json", params={"languages": languages}, headers={"Accept-Language": browser}
            )
            return str(answer.json()["code"])

        assert await code("de,fr,en") == "fr"
        assert await code("de", "fr-CA,fr") == "fr"
        assert await code("", "de") == "en"


async def test_a_site_learns_whether_it_is_listed(tmp_path: Path, database_url: str) -> None:
    async with gateway(settings(tmp_path, database_url, origins="https://shop.example")) as (_, client):

        async def listed(origin: str) -> bool:
            answer = await client.get("/static/site.json", headers={"Origin": origin})
            assert answer.headers["access-control-allow-origin"] in ("*", origin)
            return bool(answer.json()["listed"])

        assert await listed("https://shop.example")
        assert await listed("http://gateway")
        assert not await listed("https://other.example")


def test_little_is_loaded_before_the_chat_is_opened() -> None:
    first = imported("widget.js")
    assert "widget/panel.js" not in first
    names = [*sorted(first), "widget/launcher.css"]
    said = max(len(gzip.compress(assets.words(language, True).content)) for language in answers.languages())
    assert said + sum(len(gzip.compress(sent(name))) for name in names) < FIRST_BYTES, names


def test_each_module_keeps_to_one_concept_s_length() -> None:
    modules = list(STATIC.rglob("*.js"))
    assert len(modules) > 10
    assert [path.name for path in modules if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE] == []
