"""Arguments of commands, with help and complaints in Chinese."""

from __future__ import annotations

import argparse
import re
from typing import Any, Final, NoReturn

from casecli.saying import complain

USAGE: Final = 2

# what argparse says → what we say
SAYS: Final = (
    (r"the following arguments are required: (.+)", "缺少 {0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数 {0}"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", "{0} 不能是 {1}，可选 {2}"),
    (r"argument (.+?): expected one argument", "{0} 后面缺少内容"),
    (r"argument (.+?): invalid int value: (.+)", "{0} 应为整数，现为 {1}"),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese; those of its commands are of this kind too."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        """The usage in one line."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The whole help."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        complain(f"用法有误：{in_chinese(message)}")
        complain(self.format_usage().strip())
        self.exit(USAGE)


def in_chinese(message: str) -> str:
    """A complaint of argparse in Chinese; one that is not known stays as it is."""
    for pattern, says in SAYS:
        if found := re.fullmatch(pattern, message):
            return says.format(*found.groups())
    return message
