"""``casecall setup``: brings tables and static files up to date, opens the shipped call, makes an administrator."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils import timezone

from casecall.calls.actions import open_call
from casecall.calls.queries import list_calls
from casecall.cli.saying import OK, Command, say
from casecall.people.actions import first_administrator
from casepaper.forms.callfile import shipped_calls

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="网站的端口，用于显示地址，默认 8000")


def _run(args: Namespace) -> int:
    bring_up()
    made = first_administrator(now=timezone.now())
    if made:
        username, password = made
        say("已建立第一位管理员，口令只显示这一次，请登录后更换：")
        say(f"  地址    {settings.BASE_URL or f'http://127.0.0.1:{args.port}'}/office/")
        say(f"  登录名  {username}")
        say(f"  口令    {password}")
    return OK


def bring_up() -> None:
    """Bring the tables and the static files up to date, and open the shipped call where there is none."""
    call_command("migrate", verbosity=0, interactive=False)
    if collect_static():
        say("静态文件已更新")
    if not list_calls():
        _open_shipped_calls()


def collect_static() -> bool:
    """Gather the static files where they have changed since the last time; whether they had."""
    stamp = settings.DATA / "static.stamp"
    found = _digest()
    if stamp.exists() and stamp.read_text() == found and settings.STATIC_ROOT.is_dir():
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(found)
    return True


def _digest() -> str:
    whole = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda one: one[0]):
            with storage.open(path) as file:
                whole.update(f"{path}\0".encode() + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()


def _open_shipped_calls() -> None:
    for key in shipped_calls():
        source = (files("casepaper.forms") / "calls" / f"{key}.toml").read_text(encoding="utf-8")
        call = open_call(source, now=timezone.now(), by="setup")
        say(f"已建立征集活动：{call.title}")


COMMAND = Command("setup", "建立或更新数据库与静态文件，建立第一位管理员", _arguments, _run)
