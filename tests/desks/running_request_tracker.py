"""Starts a real Request Tracker 5 (Debian's packages, unpacked by tools/setup-request-tracker) with one queue and one
agent, who has the rights that docs/tickets.md names and no others.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.desks.adapters import Access
from bot.supervisor import free_port
from tests.desks.real_desk import AGENT, Seen
from tests.desks.served import served

UNPACKED = Path(__file__).parent / "request-tracker"
OWN = UNPACKED / "usr" / "share" / "request-tracker5"
QUEUE = "Renewals"
# Debian's paths begin at the root: they are moved to where the packages were unpacked, or into the test's folder.
SITE = """
s{{^(?!\\Q{unpacked}\\E)}}{{{unpacked}}} for $RT::BasePath, $RT::EtcPath, $RT::FontPath, $RT::LexiconPath,
    $RT::StaticPath, $RT::PluginPath, $RT::LocalPath, $RT::LocalEtcPath, $RT::LocalLibPath, $RT::LocalLexiconPath,
    $RT::LocalStaticPath, $RT::LocalPluginPath, $RT::MasonComponentRoot, $RT::MasonLocalComponentRoot;
($RT::VarPath, $RT::MasonDataDir, $RT::MasonSessionDir) = ('{folder}', '{folder}/mason', '{folder}/sessions');
Set($rtname, 'desk.example');
Set($Organization, 'desk.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.db');
Set($MailCommand, 'testfile');
Set($BcryptCost, 10);
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
1;
"""
# Prints the agent's token.
MADE = f"""
use strict; use warnings; use RT; RT::LoadConfig(); RT::Init();
sub made {{ my ($what, $done, $why) = @_; die "$what: $why" unless $done; }}
my ($queue, $agent, $token) = map {{ $_->new(RT->SystemUser) }} qw(RT::Queue RT::User RT::AuthToken);
made('queue', $queue->Create(Name => '{QUEUE}'));
made('agent', $agent->Create(Name => '{AGENT}', EmailAddress => 'agent@desk.example', Privileged => 1));
made($_, $agent->PrincipalObj->GrantRight(Right => $_, Object => $queue))
    for qw(SeeQueue CreateTicket ShowTicket ShowTicketComments CommentOnTicket);
my ($done, $why, $secret) = $token->Create(Owner => $agent->Id, Description => 'of the tests');
made('token', $done, $why);
print $secret;
"""


@dataclass(frozen=True)
class RequestTracker:
    """The running desk; `token` is its agent's."""

    address: str
    token: str
    kind: str = "rt"

    @property
    def access(self) -> Access:
        return Access(self.address, "", self.token, QUEUE)

    def tickets(self, part: str) -> list[Seen]:
        found = self._call("GET", "tickets", params={"query": f"Subject LIKE '{part}'"})
        return [self._seen(one["id"]) for one in found["items"]]

    def open_ticket(self, title: str) -> str:
        body = {"Queue": QUEUE, "Subject": title, "Content": "we are late", "ContentType": "text/plain"}
        return str(self._call("POST", "ticket", json=body)["id"])

    def _seen(self, ticket_id: str) -> Seen:
        ticket = self._call("GET", f"ticket/{ticket_id}")
        steps = self._call("GET", f"ticket/{ticket_id}/history", params={"fields": "Type", "per_page": 100})["items"]
        notes = {str(one["id"]) for one in steps if one["Type"] == "Comment"}
        fields = {"fields": "Content,TransactionId", "per_page": 100}
        told, inside = [ticket["Subject"]], list[str]()
        for part in self._call("GET", f"ticket/{ticket_id}/attachments", params=fields)["items"]:
            (inside if str(part["TransactionId"]) in notes else told).append(part["Content"])
        # Who has written for the first time is a user named by their address.
        requesters = [one["id"] for one in ticket["Requestor"]]
        return Seen(str(ticket["id"]), ", ".join(requesters), "\n".join(told), "\n".join(inside))

    def _call(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"token {self.token}"}
        answer = httpx.request(method, f"{self.address}/REST/2.0/{path}", headers=headers, timeout=60, **more)
        return answer.raise_for_status().json()


@contextmanager
def request_tracker(folder: Path) -> Iterator[RequestTracker]:
    """A Request Tracker in a folder of its own."""
    assert (UNPACKED / "ready").exists(), "These tests need Request Tracker. tools/setup-request-tracker fetches it."
    port = free_port()
    for own in ("mason", "sessions"):
        (folder / own).mkdir()
    (folder / "site.pm").write_text(SITE.format(unpacked=UNPACKED, folder=folder, port=port), encoding="utf-8")
    libraries = subprocess.run(
        ["perl", "-MConfig", "-e", "print join ':', @Config{qw(vendorarch vendorlib)}"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "RT_SITE_CONFIG": str(folder / "site.pm"),
        "RT_SITE_CONFIG_DIR": str(folder / "no-further-settings"),
        "PERL5LIB": ":".join([str(OWN / "lib"), *(f"{UNPACKED}{one}" for one in libraries.split(":"))]),
        "LD_LIBRARY_PATH": ":".join(str(one) for one in (UNPACKED / "usr" / "lib").glob("*-linux-gnu")),
    }

    def perl(*arguments: str) -> str:
        done = subprocess.run(["perl", *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    perl(str(UNPACKED / "usr/sbin/rt-setup-database-5"), "--action", "init", "--skip-create")
    token = perl("-e", MADE)
    serve = ["perl", str(OWN / "libexec" / "rt-server"), "--server", "Standalone", "--host", "127.0.0.1"]
    address = f"http://127.0.0.1:{port}"
    with served([*serve, "--port", str(port)], environment, folder / "rt.log", f"{address}/REST/2.0/rt"):
        yield RequestTracker(address, token)
