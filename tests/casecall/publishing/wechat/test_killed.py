"""A worker killed with -9 while the platform works on its call: the next one ends with one draft."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.wechat.standin import Standin

ROOT = Path(__file__).parents[4]
SETUP = """
import sys, django; django.setup()
from datetime import UTC, datetime
from importlib.resources import files
from django.core.management import call_command
from casecall.calls.actions import open_call
from casecall.calls.queries import call_row
from casecall.compiling.actions import add_cases, make_edition
from casecall.publishing.wechat.accounts import AccountTyped, save_account
from casecall.publishing.wechat.actions import ask_draft
from casecall.screening.actions import accept
from tests.casecall.factory import a_case
from tests.wechat.platform import APP_ID, SECRET
call_command("migrate", verbosity=0)
now = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)
shipped = (files("casepaper.forms") / "calls" / "cace-2022.toml").read_text()
call = call_row(open_call(shipped, now=now, by="console").pk)
case = a_case(call, now=now)
accept(case, "做法可学", by="user:1", now=now)
edition = make_edition(call.id, slug="lz-2022", title="把网络修到人心里去", by="user:1", now=now)
add_cases(edition, [case], by="user:1", now=now)
save_account(AccountTyped(name="a", app_id=APP_ID, secret=SECRET, base_url=sys.argv[1]), by="user:1", now=now)
ask_draft(edition, by="user:1", now=now)
"""
WORKER = """
import django; django.setup()
from django.utils import timezone
from casecall.jobs.rules import Later
from casecall.publishing.models import WechatMessage
from casecall.publishing.wechat.rules import UNDER_WAY
from casecall.publishing.wechat.sending import advance
at = timezone.now()
while WechatMessage.objects.get().state in UNDER_WAY:
    try:
        advance(WechatMessage.objects.get().pk, now=at)
    except Later as later:
        at = max(at, later.due)
print(WechatMessage.objects.get().state, WechatMessage.objects.get().media_id)
"""
PATIENCE = 60
FINISHES = 1.5  # seconds in which the platform has done what it was asked


def surroundings(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASECALL_")}
    path = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    return kept | {"DJANGO_SETTINGS_MODULE": "casecall.settings", "CASECALL_DATA": str(data), "PYTHONPATH": path}


def answer(text: str, data: Path, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text, *args], env=surroundings(data), capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_each_call_ends_with_one_draft(platform: Standin, tmp_path: Path) -> None:
    data = tmp_path / "site"
    answer(SETUP, data, platform.address)
    for path in ("media/uploadimg", "material/add_material", "draft/batchget", "draft/add"):
        platform.fail(path, "slow", seconds=1)  # the platform does it, though nobody waits for the answer any more
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=surroundings(data), stdout=subprocess.DEVNULL)
        begun = time.monotonic()
        while platform.faults[-1]["times"]:
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.01)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)
        time.sleep(FINISHES)  # the looks below are minutes apart, though this test does not wait for them
    said = answer(WORKER, data)
    (media_id,) = platform.drafts
    assert said.split() == ["draft", media_id]
    assert platform.calls("draft/add") == 1
