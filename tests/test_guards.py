"""Each guard of the house is proved once: a copy of the source breaks the rule on purpose, and the linter says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow

BREACHES = {
    "a stage imports a later one": (
        "casecall/receiving/rules.py",
        "import casecall.publishing.models\n",
        "floors of casecall",
    ),
    "the same inside a function": (
        "casecall/cases/rules.py",
        "def late() -> None:\n    import casecall.compiling.models\n",
        "floors of casecall",
    ),
    "a new room without a floor": (
        "casecall/lobby/__init__.py",
        '"""A room nobody planned."""\n',
        "floors of casecall",
    ),
    "Django in a check": ("casepaper/checks/all_checks.py", "import django.conf\n", "casepaper stands alone"),
    "the reader looks up": ("casepaper/forms/rules.py", "import casepaper.examine\n", "floors of casepaper"),
    "the press opens papers": ("casepress/records.py", "import casepaper.opening.sniff\n", "casepress knows"),
    "the command line knows the site": ("casecli/main.py", "import casecall.settings\n", "command line knows no site"),
    "a page reads a table": ("casecall/web/office/urls.py", "import casecall.cases.models\n", "never tables"),
    "the public reaches cases": (
        "casecall/web/public/urls.py",
        "import casecall.cases.queries\n",
        "public pages reach",
    ),
    "one audience imports another": ("casecall/web/apply/urls.py", "import casecall.web.office.urls\n", "Audiences"),
    "one opener imports another": ("casepaper/opening/pdf.py", "import casepaper.opening.picture\n", "Openers"),
    "one check imports another": ("casepaper/checks/seal_missing.py", "import casepaper.checks.words_over\n", "Checks"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": "src", "PATH": ""}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_as_it_stands_breaks_no_rule(copy: Path) -> None:
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(("place", "line", "broken"), BREACHES.values(), ids=list(BREACHES))
def test_breaking_a_rule_is_noticed(copy: Path, place: str, line: str, broken: str) -> None:
    path = copy / "src" / place
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as out:
        out.write(line)
    result = lint(copy)
    broken_rules = [said for said in result.stdout.splitlines() if " BROKEN" in said]
    assert result.returncode != 0
    assert any(broken in said for said in broken_rules), result.stdout
