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
    "a page opens papers": ("casecall/web/office/urls.py", "import casepaper.opening.sniff\n", "Only calls"),
    "two files of a room go in a circle": ("casecall/jobs/rules.py", "import casecall.jobs.actions\n", "No circles"),
    "one check imports another": ("casepaper/checks/seal_missing.py", "import casepaper.checks.words_over\n", "Checks"),
}

UNSEEN_BY_THE_LINTER = {
    "test_a_foreign_key_points_down_or_stays_in_its_room": (
        "casecall/jobs/models.py",
        """class Upward(models.Model):
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
""",
    ),
    "test_the_reverse_name_of_a_key_between_rooms_is_used_in_the_upper_room_only": (
        "casecall/calls/rules.py",
        "def topics(call):\n    return call.editions\n",
    ),
    "test_a_module_opens_with_one_line_that_says_what_it_is": ("casecall/files/silent.py", "SILENT = True\n"),
    "test_style_sheets_scripts_and_templates_say_what_they_are": ("casecall/web/kit/static/kit/mute.css", "p {}\n"),
    "test_functions_and_modules_keep_their_budgets": (
        "casepress/records.py",
        "def endless():\n" + "    pass\n" * 60,
    ),
    "test_no_room_is_a_cupboard": ("casepaper/utils.py", '"""A cupboard."""\n'),
    "test_text_that_people_read_stands_in_templates_letters_and_tables": (
        "casecall/people/links.py",
        'def refusal(name: str) -> str:\n    return f"链接已失效：{name}"\n',
    ),
    "test_a_lazy_import_says_why": ("casecli/words.py", "def late():\n    import json\n"),
    "test_migrations_are_complete": ("casecall/jobs/models.py", "class Forgotten(models.Model):\n    pass\n"),
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


def test_each_rule_that_imports_do_not_show_is_noticed_when_broken(copy: Path) -> None:
    (copy / "tests").mkdir()
    for name in ("conftest.py", "test_house.py"):
        shutil.copy(ROOT / "tests" / name, copy / "tests")
    for place, lines in UNSEEN_BY_THE_LINTER.values():
        with (copy / "src" / place).open("a") as out:
            out.write(lines)
    environment = {"PYTHONPATH": "src", "PATH": "", "CASECALL_DATA": str(copy / "data")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_house.py"]
    result = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    for rule in UNSEEN_BY_THE_LINTER:
        assert f"FAILED tests/test_house.py::{rule}" in result.stdout, result.stdout[-3000:]
