"""Call files are read whole, written back to the same rules, and tell every fault at once with line and reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.forms.callfile import CallFileFaults, dump_call, load_call, parse_call, shipped_calls
from casepaper.forms.rules import Theme

HERE = Path(__file__).parent
CACE = load_call("cace-2022")
GOOD = dump_call(CACE)


def faults(text: str) -> dict[str, str]:
    """The faults of a text: the key to what is said of it."""
    with pytest.raises(CallFileFaults) as caught:
        parse_call(text, name="x.toml")
    return {fault.key: str(fault) for fault in caught.value.faults}


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(start))


def test_the_call_of_the_notice_ships() -> None:
    assert shipped_calls() == ("cace-2022",)
    assert CACE.number == "通企\u30142022\u3015128 号"
    assert (CACE.opens, CACE.closes, CACE.timezone) == (date(2022, 8, 1), date(2022, 11, 1), "Asia/Shanghai")
    assert CACE.scope_since == date(2022, 1, 1)
    assert [theme.key for theme in CACE.themes] == ["rural", "digital-divide", "green"]
    assert (CACE.word_limit, CACE.annex_counts, CACE.photos_asked) == (500, True, True)
    assert (CACE.cases_per_unit, CACE.ranked_by_unit) == (None, True)
    assert CACE.form.title == "履责实践案例申报表"
    assert [field.key for field in CACE.form.fields] == [
        *("theme", "unit", "contact", "position", "phone", "email", "title", "body", "date"),
    ]


def test_what_is_written_reads_back_the_same() -> None:
    assert parse_call(GOOD, name="again") == CACE


def test_a_call_file_may_come_by_path_with_the_mark_that_windows_adds(tmp_path: Path) -> None:
    path = tmp_path / "我们的征集.toml"
    path.write_text(GOOD.replace("\n", "\r\n"), encoding="utf-8-sig")
    assert load_call(path) == CACE
    assert load_call(str(path)) == CACE


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_survives_writing_and_reading(text: str) -> None:
    changed = replace(CACE, summary=text, requirements=(text,), themes=(Theme("a", text, text, text),))
    again = parse_call(dump_call(changed), name="again")
    assert (again.summary, again.requirements, again.themes) == (text, (text,), changed.themes)


def test_every_option_survives_writing_and_reading() -> None:
    first, *rest = CACE.form.fields
    odd = replace(
        CACE,
        cases_per_unit=3,
        scope_since=None,
        signed_on=None,
        several_themes=True,
        annex_counts=False,
        levels={"photo_missing": "fault"},
        form=replace(CACE.form, fields=(replace(first, required=False, hint="可不填"), *rest), undertaking=""),
        provinces=(),
    )
    assert parse_call(dump_call(odd), name="again") == odd


def test_every_fault_is_told_at_once_with_its_line() -> None:
    text = (HERE / "broken.toml").read_text(encoding="utf-8")
    found = faults(text)
    expected = [
        (None, "title", "缺少，必须填写"),
        ('opens = "2023', "window.opens", "应当是日期"),
        ("timezone", "window.timezone", "不是已知的时区"),
        ("words = -1", "limits.words", "应当是 1 到 100000 的整数"),
        ("anex_counts", "limits.anex_counts", "无法识别的键"),
        ("phone_mising", "levels.phone_mising", "不是已有的审查项"),
        ('key = "one"  # again', "theme[2].key", "与前面的主题重复"),
        ('kind = "human"', "form.field[2].kind", "无法识别，可用的有：themes、unit"),
        ('labels = ["单位"]', "form.field[3].labels", "单位 已是别的栏目的名称"),
        ("[form]", "form.field", '缺少 kind = "body" 的一栏'),
    ]
    assert set(found) == {key for _, key, _ in expected}
    for start, key, says in expected:
        where = f"第 {line_of(text, start)} 行：" if start else ""
        assert found[key].startswith(f"{where}{key} ")
        assert says in found[key]


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("schema = 1", "schema = 2", "schema", "应当是 1"),
        ('key = "cace-2022"', 'key = "CACE 2022"', "key", "只能用小写字母、数字和连字符"),
        ("closes = 2022-11-01", "closes = 2022-07-01", "window.closes", "早于 opens"),
        ("closes = 2022-11-01", "closes = 2022-11-01T12:00:00", "window.closes", "不带时刻"),
        ("LZ2022-{n:04d}", "LZ2022", "numbering", "要含有序号 {n}"),
        ("LZ2022-{n:04d}", "LZ{year}-{n}", "numbering", "只能含 {n} 和 {key}"),
        ("LZ2022-{n:04d}", "{n:0999999999d}", "numbering", "补零至多 9 位"),
        ("LZ2022-{n:04d}", "{n:>999999999}", "numbering", "只能含 {n} 和 {key}"),
        ("LZ2022-{n:04d}", "{key.__class__}-{n}", "numbering", "只能含 {n} 和 {key}"),
        ("LZ2022-{n:04d}", "{nd}", "numbering", "只能含 {n} 和 {key}"),
        ("LZ2022-{n:04d}", "编" * 37 + "{n}", "numbering", "不能超过 40 个字符"),
        ('labels = ["申报单位"', 'labels = ["申报单位", "——"', "form.field[2].labels", "里的“——”没有文字"),
        ('["申报单位"', f'["申报单位", "{"栏" * 41}"', "form.field[2].labels", "不能超过 40 个字符"),
        ('"website", "wechat"', '"website", "微博"', "uses", "微博 无法识别"),
        ("several_themes = false", "several_themes = 0", "limits.several_themes", "true 或 false"),
        ("words = 500", "words = 0", "limits.words", "1 到 100000"),
        ('key = "unit"\nkind = "unit"', 'key = "org"\nkind = "unit"', "form.field[2].key", "应当是 unit"),
        ('key = "date"\nkind = "date"', 'key = "date"\nkind = "line"', "form.field[9].kind", "不符"),
        ('key = "rural"', 'key = "rural area"', "theme[1].key", "只能用小写字母"),
        ('title = "履责实践案例申报表"', 'title = ""', "form.title", "不能为空"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(old: str, new: str, key: str, says: str) -> None:
    assert old in GOOD
    assert says in faults(GOOD.replace(old, new, 1))[key]


def test_a_form_needs_unit_title_and_body() -> None:
    fields = tuple(field for field in CACE.form.fields if field.kind not in {"unit", "body"})
    text = dump_call(replace(CACE, form=replace(CACE.form, fields=fields)))
    with pytest.raises(CallFileFaults) as caught:
        parse_call(text, name="x")
    assert [fault.says for fault in caught.value.faults] == [
        'form.field 缺少 kind = "unit" 的一栏',
        'form.field 缺少 kind = "body" 的一栏',
    ]


def test_a_form_with_themes_needs_one() -> None:
    assert "至少要有一个主题" in faults(dump_call(replace(CACE, themes=())))["theme"]


def test_broken_toml_is_told_line_by_line_and_the_rest_is_still_read() -> None:
    text = GOOD.replace('issuer = "', "issuer = ", 1).replace("words = 500", "words = 五百", 1)
    text = text.replace("annex_counts = true", 'annex_counts = "是"', 1)
    with pytest.raises(CallFileFaults) as caught:
        parse_call(text, name="x")
    lines = [fault.line for fault in caught.value.faults]
    assert lines == [line_of(text, start) for start in ("issuer", "words", "annex_counts")]


def test_broken_toml_is_not_told_as_missing_keys() -> None:
    text = GOOD.replace('title = "2022', "title = 2022", 1)
    with pytest.raises(CallFileFaults) as caught:
        parse_call(text, name="x")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize("text", ["", "x", "\x00", "[[[", 'a = """', "= 1", "a.b = 1\na = 2", "[window]\n[window]\n"])
def test_nonsense_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(CallFileFaults):
        parse_call(text, name="x")


@given(st.text())
def test_no_text_crashes_the_reader(text: str) -> None:
    with pytest.raises(CallFileFaults):
        parse_call(text, name="x")


def test_a_file_that_is_not_there_is_said_with_the_calls_that_are() -> None:
    with pytest.raises(CallFileFaults, match="找不到或无法读取；随软件提供的有：cace-2022"):
        load_call("no-such-call")


def test_a_file_in_another_encoding_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "gbk.toml"
    path.write_bytes('title = "征集"'.encode("gb18030"))
    with pytest.raises(CallFileFaults, match="不是 UTF-8"):
        load_call(path)


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(CallFileFaults, match="不像是征集文件"):
        load_call(path)


def test_a_field_has_no_more_names_than_anyone_could_mean() -> None:
    many = ", ".join(f'"名称{n}"' for n in range(21))
    found = faults(GOOD.replace('labels = ["职务", "职务/职称", "联系人职务"]', f"labels = [{many}]"))
    assert "至多写 20 个名称" in found["form.field[4].labels"]


def test_a_file_that_is_pasted_is_no_longer_than_one_that_is_read() -> None:
    with pytest.raises(CallFileFaults, match="不像是征集文件"):
        parse_call("#" * 1_000_001, name="x")


def test_the_days_of_a_correction_and_what_silence_means_are_the_calls_own() -> None:
    assert (CACE.correction_days, CACE.silence) == (5, "keep")
    text = GOOD.replace("correction_days = 5", "correction_days = 10").replace('silence = "keep"', 'silence = "lapse"')
    changed = parse_call(text, name="x.toml")
    assert (changed.correction_days, changed.silence) == (10, "lapse")
    assert parse_call(dump_call(changed), name="again") == changed
    bare = GOOD.replace("correction_days = 5\n", "").replace('silence = "keep"\n', "")
    assert parse_call(bare, name="x.toml") == CACE


def test_no_other_word_for_silence_and_no_period_of_a_year() -> None:
    text = GOOD.replace("correction_days = 5", "correction_days = 300").replace('silence = "keep"', 'silence = "drop"')
    found = faults(text)
    assert "1 到 60" in found["limits.correction_days"]
    assert found["limits.silence"].endswith("应当是 keep、lapse、decline 之一")


def test_a_text_without_a_name_is_told_of_in_plain_words() -> None:
    with pytest.raises(CallFileFaults, match=r"^征集文件有 \d+ 处需要修改："):
        parse_call("schema = 2", name="")
    with pytest.raises(CallFileFaults, match=r"^征集文件 a\.toml 有 \d+ 处需要修改："):
        parse_call("schema = 2", name="a.toml")
