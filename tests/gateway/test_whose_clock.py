"""A demonstration's clock (RENEWALS_NOW) and the host site that signs in its people by the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gateway_within import gateway, settings
from tests.stack import IDENTITY_SECRET, identity_token


@pytest.mark.parametrize("now", ["2026-01-05T10:00:00+01:00", "2031-01-06T10:00:00+01:00"])
@pytest.mark.parametrize(("seconds", "status"), [(600, 201), (-600, 401), (2 * 3600, 401)])
async def test_a_token_runs_out_by_the_real_clock_whatever_the_demonstration_s(
    tmp_path: Path, now: str, seconds: int, status: int
) -> None:
    chosen = settings(tmp_path, f"sqlite:///{tmp_path / 'one.db'}", identity_secret=IDENTITY_SECRET, now_at=now)
    async with gateway(chosen) as (_, client):
        started = await client.post(
            "/api/v1/conversations", json={"identity_token": identity_token("claire@contoso.example", seconds)}
        )
    assert started.status_code == status
