"""The help desks that are spoken to, each in its own HTTP API. docs/tickets.md says which were run against a real
server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import httpx

from bot.desks.desk import Desk, Ticket

TIMEOUT_SECONDS = 15.0
# django-helpdesk has no search: so many pages of the newest tickets are looked through.
PAGES, PER_PAGE = 5, 100


@dataclass(frozen=True)
class Access:
    """How a desk is reached: its address, who we are there and by what secret, and where tickets go (`queue`, in the
    desk's own terms).
    """

    address: str
    user: str
    secret: str
    queue: str
    transport: httpx.AsyncBaseTransport | None = None


class _Http:
    def __init__(self, access: Access) -> None:
        self._access = access

    def _sign(self) -> dict[str, Any]:
        """How a client of this desk shows who it is, as arguments of httpx."""
        return {"auth": (self._access.user, self._access.secret)}

    async def _call(self, method: str, path: str, **more: Any) -> Any:
        async with httpx.AsyncClient(
            base_url=self._access.address.rstrip("/"),
            timeout=TIMEOUT_SECONDS,
            transport=self._access.transport,
            **self._sign(),
        ) as client:
            answer = (await client.request(method, path, **more)).raise_for_status()
        return answer.json() if answer.content else None


class Zendesk(_Http):
    """Support API v2; `user` is an agent's address, the secret an API token."""

    def _sign(self) -> dict[str, Any]:
        return {"auth": (f"{self._access.user}/token", self._access.secret)}

    async def find(self, reference: str) -> str | None:
        found = await self._call("GET", "/api/v2/tickets.json", params={"external_id": reference})
        return _first(found["tickets"], "id")

    async def create(self, ticket: Ticket) -> str:
        requester = {"name": ticket.requester.partition("@")[0], "email": ticket.requester}
        body = {
            "subject": ticket.subject,
            "comment": {"body": ticket.opening},
            "requester": requester,
            "external_id": ticket.reference,
        }
        group = {"group_id": int(self._access.queue)} if self._access.queue else {}
        made = await self._call("POST", "/api/v2/tickets.json", json={"ticket": {**body, **group}})
        return str(made["ticket"]["id"])

    async def note(self, ticket_id: str, text: str) -> None:
        await self._call(
            "PUT", f"/api/v2/tickets/{ticket_id}.json", json={"ticket": {"comment": {"body": text, "public": False}}}
        )


class Freshdesk(_Http):
    """API v2; the secret is an API key."""

    def _sign(self) -> dict[str, Any]:
        return {"auth": (self._access.secret, "X")}

    async def find(self, reference: str) -> str | None:
        found = await self._call("GET", "/api/v2/search/tickets", params={"query": f"\"tag:'{reference}'\""})
        return _first(found["results"], "id")

    async def create(self, ticket: Ticket) -> str:
        kind = {"priority": 1, "status": 2, "source": 2, "tags": [ticket.reference]}
        group = {"group_id": int(self._access.queue)} if self._access.queue else {}
        body = {"subject": ticket.subject, "description": _html(ticket.opening), "email": ticket.requester}
        return str((await self._call("POST", "/api/v2/tickets", json={**body, **kind, **group}))["id"])

    async def note(self, ticket_id: str, text: str) -> None:
        await self._call("POST", f"/api/v2/tickets/{ticket_id}/notes", json={"body": _html(text), "private": True})


class Zammad(_Http):
    """REST API v1; the secret is an access token; `queue` names a group."""

    def _sign(self) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Token token={self._access.secret}"}}

    async def find(self, reference: str) -> str | None:
        found = await self._call(
            "GET", "/api/v1/tickets/search", params={"query": f'title:"{reference}"', "expand": "true"}
        )
        return _first([one for one in found if reference in one["title"]], "id")

    async def create(self, ticket: Ticket) -> str:
        article = {"subject": ticket.subject, "body": ticket.opening, "type": "note", "internal": False}
        body = {
            "title": ticket.subject,
            "group": self._access.queue or "Users",
            "customer_id": f"guess:{ticket.requester}",
        }
        return str((await self._call("POST", "/api/v1/tickets", json={**body, "article": article}))["id"])

    async def note(self, ticket_id: str, text: str) -> None:
        article = {
            "ticket_id": int(ticket_id),
            "body": text,
            "content_type": "text/plain",
            "type": "note",
            "internal": True,
        }
        await self._call("POST", "/api/v1/ticket_articles", json=article)


class JiraServiceManagement(_Http):
    """Jira Service Management Cloud; `user` and an API token; `queue` is a service desk's id and a request type's, as
    4:25.
    """

    async def find(self, reference: str) -> str | None:
        jql = f'summary ~ "\\"{reference}\\""'
        found = await self._call("GET", "/rest/api/3/search/jql", params={"jql": jql, "fields": "summary"})
        return _first(found["issues"], "key")

    async def create(self, ticket: Ticket) -> str:
        desk, _, kind = self._access.queue.partition(":")
        values = {"summary": ticket.subject, "description": ticket.opening}
        body = {
            "serviceDeskId": desk,
            "requestTypeId": kind,
            "requestFieldValues": values,
            "raiseOnBehalfOf": ticket.requester,
        }
        return str((await self._call("POST", "/rest/servicedeskapi/request", json=body))["issueKey"])

    async def note(self, ticket_id: str, text: str) -> None:
        await self._call(
            "POST", f"/rest/servicedeskapi/request/{ticket_id}/comment", json={"body": text, "public": False}
        )


class RequestTracker(_Http):
    """RT 5, REST2; the secret is an authentication token."""

    def _sign(self) -> dict[str, Any]:
        return {"headers": {"Authorization": f"token {self._access.secret}"}}

    async def find(self, reference: str) -> str | None:
        found = await self._call("GET", "/REST/2.0/tickets", params={"query": f"Subject LIKE '{reference}'"})
        return _first(found["items"], "id")

    async def create(self, ticket: Ticket) -> str:
        content = {"Content": ticket.opening, "ContentType": "text/plain"}
        body = {
            "Queue": self._access.queue or "General",
            "Subject": ticket.subject,
            "Requestor": ticket.requester,
            **content,
        }
        return str((await self._call("POST", "/REST/2.0/ticket", json=body))["id"])

    async def note(self, ticket_id: str, text: str) -> None:
        await self._call(
            "POST", f"/REST/2.0/ticket/{ticket_id}/comment", json={"Content": text, "ContentType": "text/plain"}
        )


class DjangoHelpdesk(_Http):
    """django-helpdesk with its API switched on; a staff user and its password; `queue` is a queue's number."""

    async def find(self, reference: str) -> str | None:
        for page in range(1, PAGES + 1):
            found = await self._call("GET", "/api/tickets/", params={"page": page, "page_size": PER_PAGE})
            if found_here := _first([one for one in found["results"] if reference in one["title"]], "id"):
                return found_here
            if not found["next"]:
                return None
        return None

    async def create(self, ticket: Ticket) -> str:
        body = {
            "queue": int(self._access.queue or 1),
            "title": ticket.subject,
            "description": ticket.opening,
            "priority": 3,
        }
        return str(
            (await self._call("POST", "/api/tickets/", json={**body, "submitter_email": ticket.requester}))["id"]
        )

    async def note(self, ticket_id: str, text: str) -> None:
        await self._call(
            "POST", "/api/followups/", json={"ticket": int(ticket_id), "title": "", "comment": text, "public": False}
        )


ADAPTERS: Mapping[str, type[Any]] = {
    "zendesk": Zendesk, "freshdesk": Freshdesk, "zammad": Zammad, "jira": JiraServiceManagement, "rt": RequestTracker,
    "django-helpdesk": DjangoHelpdesk,
}  # fmt: skip


def desk(kind: str, access: Access) -> Desk:
    """The desk of a kind. Raises KeyError where there is no such kind."""
    found: Desk = ADAPTERS[kind](access)
    return found


def _first(rows: list[dict[str, Any]], name: str) -> str | None:
    return str(rows[0][name]) if rows else None


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
