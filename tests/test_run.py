"""The script that starts Casecall says what is wrong with its arguments before it does anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "run"


def started(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RUN, *argv], capture_output=True, text=True, check=False, timeout=20)


@pytest.mark.parametrize("name", ["--port", "--data", "--wheels"])
@pytest.mark.parametrize("after", [[], [""], ["--once"]], ids=["nothing", "empty", "another"])
def test_an_argument_without_its_value_is_said_in_a_sentence(name: str, after: list[str]) -> None:
    done = started(name, *after)
    assert done.returncode == 2
    assert done.stderr == f"参数 {name} 后面缺少值（./run --help 查看用法）\n"


@pytest.mark.parametrize(("argv", "says"), [(["--port", "x1"], "端口应为数字"), (["--prot"], "不认识的参数：--prot")])
def test_a_wrong_argument_is_said_in_a_sentence(argv: list[str], says: str) -> None:
    done = started(*argv)
    assert (done.returncode, says in done.stderr) == (2, True)
