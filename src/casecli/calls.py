"""``casepaper calls``: the calls that come with the software."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.forms.callfile import load_call, shipped_calls

if TYPE_CHECKING:
    import argparse

NAME: Final = "calls"
HELP: Final = "列出随软件提供的征集活动"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""
    del parser


def run(arguments: argparse.Namespace) -> int:
    """Print one line a call: its key, its number, its window, its title."""
    del arguments
    for key in shipped_calls():
        rules = load_call(key)
        print(f"{key}\t{rules.number}\t{rules.opens} 至 {rules.closes}\t{rules.title}")
    return 0
