"""Which mails have gone out: a file beside the databases, so that a restored backup does not send them again.

One line a mail: the instant, and the mail's key, which names a request or a week and nobody.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.backups import SENT_MAILS, Restored, wish
from bot.mail import NO_THREAD, Attachments, Mailer, Thread
from renewals.store.tables.jobs import Job

logger = logging.getLogger(__name__)

_job: ContextVar[str | None] = ContextVar("job", default=None)


@contextmanager
def sent_for(job: Job) -> Iterator[None]:
    """What is mailed within is mailed because of this job."""
    token = _job.set(wish(job))
    try:
        yield
    finally:
        _job.reset(token)


class SentOnce:
    """A mailer to which a restore brings nothing back that has gone out.

    After a restore, keys of the time that was taken back may come again for something else, since rows are numbered
    anew. So a mail that went out before the restore is left where the job that asks for it stood in the backup
    undone, and has not become necessary again; a new mail under an old key goes out, under a key of its own.
    """

    def __init__(self, mailer: Mailer, folder: Path, restored: Restored | None, kept: timedelta) -> None:
        """`folder`: RENEWALS_VAR. `kept`: how long keys are kept, for no backup is older."""
        self._mailer, self._file, self._restored = mailer, folder / SENT_MAILS, restored
        # Mails are sent from several threads at once.
        self._writing = threading.Lock()
        self._sent = _read(self._file, datetime.now(UTC) - kept)

    def send(
        self,
        to: str,
        subject: str,
        body: str,
        key: str | None = None,
        attachments: Attachments = (),
        thread: Thread = NO_THREAD,
    ) -> None:
        if key is None:
            self._mailer.send(to, subject, body, key, attachments, thread)
            return
        if self._restored and key in self._sent and self._sent[key] < self._restored.at:
            job = _job.get()
            if job is None or job in self._restored.left:
                logger.info("a mail went out before the restore and is left: %s", key)
                return
            key = f"{key}-{self._restored.at:%Y%m%d%H%M%S}"
        self._mailer.send(to, subject, body, key, attachments, thread)
        with self._writing:
            self._sent[key] = datetime.now(UTC)
            with self._file.open("a", encoding="utf-8") as out:
                out.write(f"{self._sent[key].isoformat()} {key}\n")
                out.flush()
                os.fsync(out.fileno())


def _read(file: Path, since: datetime) -> dict[str, datetime]:
    """The keys with the instants; what is older than `since`, or only half written, is taken out of the file."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    sent: dict[str, datetime] = {}
    for line in lines:
        at, _, key = line.partition(" ")
        try:
            instant = datetime.fromisoformat(at)
        except ValueError:
            continue
        if key and instant >= since:
            sent[key] = instant
    if len(sent) < len(lines):
        unfinished = file.with_name(f"{file.name}.part")
        unfinished.write_text("".join(f"{at.isoformat()} {key}\n" for key, at in sent.items()), encoding="utf-8")
        unfinished.replace(file)
    return sent
