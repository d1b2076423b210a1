"""Files that people share in Slack: fetched, as far as they can go on to somebody else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.files import LARGEST_FILE, MOST_FILES, File
from bot.handoff.notices import said

# Modes of files that hold nothing to pass on: they open in Slack alone, or lie elsewhere.
UNSENT = {"canvas": "canvas", "quip": "canvas", "list": "canvas", "external": "elsewhere"}
FETCH = aiohttp.ClientTimeout(total=60)


async def fetched(
    client: AsyncWebClient, language: str, whose: str, shared: list[dict[str, Any]]
) -> tuple[list[File], list[str]]:
    """The files that can go on, and what is to be said of those that cannot.

    `whose`: whether a `member` or a `customer` shared them.
    """
    files, troubles = [], []
    for one in shared[:MOST_FILES]:
        name = str(one.get("name") or one.get("title") or "file")
        if kind := UNSENT.get(str(one.get("mode") or one.get("filetype") or "")):
            troubles.append(said(language, f"{whose}-file-{kind}", name=name))
            continue
        if int(one.get("size") or 0) > LARGEST_FILE:
            troubles.append(said(language, f"{whose}-file-too-large", name=name, megabytes=LARGEST_FILE // 2**20))
            continue
        content = await _content(client, str(one.get("url_private_download") or one.get("url_private") or ""))
        if content is None:
            troubles.append(said(language, f"{whose}-file-failed", name=name))
        else:
            files.append(File(name, str(one.get("mimetype") or "application/octet-stream"), content))
    troubles += [said(language, f"{whose}-file-failed", name=str(one.get("name"))) for one in shared[MOST_FILES:]]
    return files, troubles


async def _content(client: AsyncWebClient, address: str) -> bytes | None:
    """A file's content; nothing where it cannot be had. Our token goes to Slack alone."""
    host, ours = urlsplit(address).hostname or "", urlsplit(client.base_url).hostname or ""
    if not (host == ours or host.endswith(".slack.com")):
        return None
    async with (
        aiohttp.ClientSession(timeout=FETCH) as session,
        session.get(address, headers={"Authorization": f"Bearer {client.token}"}) as answer,
    ):
        if answer.status >= 500 or answer.status == 429:
            raise aiohttp.ClientResponseError(answer.request_info, answer.history, status=answer.status)
        if answer.status != 200:
            return None
        content = await answer.content.read(LARGEST_FILE + 1)
        while len(content) <= LARGEST_FILE and (more := await answer.content.read(LARGEST_FILE + 1 - len(content))):
            content += more
        return content if len(content) <= LARGEST_FILE else None
