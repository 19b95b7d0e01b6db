"""The rules of the house that imports alone do not show; the floors are read from the list that import-linter uses."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(one for one in CONTRACTS if one.get("containers") == ["casecall"])["layers"]
FLOOR = {room.strip(" ()"): height for height, floor in enumerate(reversed(LAYERS)) for room in floor.split("|")}
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
LONGEST_FUNCTION, LONGEST_MODULE = 60, 400
CHARACTERS = re.compile("[㐀-鿿]")
TEXT_ELSEWHERE = {  # where text for people stands in the code itself, and why
    "casecall/*/apps.py": "the name of a room, where Django looks for it",
    "casecall/cli/*.py": "what a command prints and its help stand beside its options, for whoever runs the machine",
}
FORBIDDEN_NAMES = {"common", "core", "utils", "util", "helpers", "services", "manager", "misc"}


def foreign_keys() -> list[ForeignKey]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("casecall.")]
    return [
        key
        for model in ours
        for key in model._meta.get_fields()
        if isinstance(key, ForeignKey) and key.related_model._meta.app_label in FLOOR
    ]


def room_of(path: Path) -> str:
    parts = path.relative_to(SRC).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def name_of(path: Path) -> str:
    return str(path.relative_to(SRC))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def followed(path: Path) -> frozenset[str]:
    """The names that a module follows: attributes of rows, and first steps of look-ups such as ``files__name``."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) != "casecall":
            names.add(node.attr)
        elif isinstance(node, ast.keyword) and "__" in (node.arg or ""):
            names.add((node.arg or "").split("__")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            names.add(node.value.split("__")[0])
    return frozenset(names)


def text_in_the_code(path: Path) -> list[str]:
    """Chinese literals that stand neither in a docstring nor in a table at the top of the module (SAYS, STATES, …)."""
    apart = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in tree(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)]
        if isinstance(node, ast.Assign | ast.AnnAssign) and all(name.isupper() for name in names):
            apart |= {id(one) for one in ast.walk(node)}
    literals = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [
        f"{name_of(path)}:{one.lineno}" for one in literals if id(one) not in apart and CHARACTERS.search(one.value)
    ]


def silent_lazy_imports(path: Path) -> list[str]:
    """Imports inside functions without a written reason behind them."""
    lines = path.read_text().splitlines()
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    imports = [node for one in functions for node in ast.walk(one) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [f"{name_of(path)}:{node.lineno}" for node in imports if "# lazy:" not in lines[node.lineno - 1]]


@pytest.mark.parametrize("key", foreign_keys(), ids=str)
def test_a_foreign_key_points_down_or_stays_in_its_room(key: ForeignKey) -> None:
    here, there = key.model._meta.app_label, key.related_model._meta.app_label
    assert FLOOR[there] <= FLOOR[here], f"{key} points up, from {here} to {there}"


def test_the_reverse_name_of_a_key_between_rooms_is_used_in_the_upper_room_only() -> None:
    wrong = []
    for key in foreign_keys():
        here, there = key.model._meta.app_label, key.related_model._meta.app_label
        reverse = key.remote_field.related_name or ""
        if here == there or reverse in {"", "+"} or reverse.endswith("+"):
            continue
        below = [path for path in MODULES if FLOOR.get(room_of(path), len(FLOOR)) < FLOOR[here]]
        wrong += [
            f"{name_of(path)} uses {reverse}, which belongs to {here}" for path in below if reverse in followed(path)
        ]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_opens_with_one_line_that_says_what_it_is(path: Path) -> None:
    lines = (ast.get_docstring(tree(path)) or "").splitlines()
    assert lines, "no opening line"
    assert len(lines) == 1 or not lines[1].strip(), "the opening line runs on"


def test_style_sheets_scripts_and_templates_say_what_they_are() -> None:
    openings = {".css": "/*", ".js": ("//", "/*"), ".html": ("{#", "{% comment", "{% extends", "{% load")}
    files = [path for path in SRC.rglob("*") if path.suffix in openings]
    silent = [name_of(path) for path in files if not path.read_text().lstrip().startswith(openings[path.suffix])]
    assert not silent


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_and_modules_keep_their_budgets(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_MODULE, "split for meaning"
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    long = [one.name for one in functions if (one.end_lineno or 0) - one.lineno + 1 > LONGEST_FUNCTION]
    assert not long


def test_no_room_is_a_cupboard() -> None:
    assert not [
        name_of(path) for path in MODULES if FORBIDDEN_NAMES & {part.removesuffix(".py") for part in path.parts}
    ]


def test_text_that_people_read_stands_in_templates_letters_and_tables() -> None:
    ours = [path for path in MODULES if name_of(path).startswith("casecall/")]
    bound = [path for path in ours if not any(path.relative_to(SRC).match(glob) for glob in TEXT_ELSEWHERE)]
    assert not [place for path in bound for place in text_in_the_code(path)]


def test_a_lazy_import_says_why() -> None:
    assert not [place for path in MODULES for place in silent_lazy_imports(path)]


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes" in out.getvalue()


def test_the_locks_name_no_host_and_carry_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        assert all("--hash=" in entry for entry in re.split(r"\n(?=\S)", text) if "==" in entry)


def test_every_direct_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text().split("\ndependencies = [")[1].split("\n]")[0]
    entries = [line.strip() for line in text.splitlines() if line.strip().startswith('"')]
    assert entries
    assert all("#" in line for line in entries)
