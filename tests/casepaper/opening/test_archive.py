"""Archives are unpacked in memory, within limits, with Chinese names whole; every refusal says which file and why."""

from __future__ import annotations

import stat
import struct
from io import BytesIO
from zipfile import ZIP_LZMA, ZipFile, ZipInfo
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepaper.opening.archive import open_archive
from casepaper.opening.limits import Limits
from casepaper.records import Opened, Source
from tests.casepaper.opening.making import zipped


def opened(data: bytes, limits: Limits | None = None) -> Opened:
    return open_archive(Source("材料.zip", data), limits or Limits())


def names(result: Opened) -> list[str]:
    return [member.name for member in result.members]


def with_name(raw: bytes, *, extra: bytes = b"") -> bytes:
    """An archive whose one file has a name in raw bytes and no word about their charset."""
    info = ZipInfo("N" * len(raw))
    info.extra = extra
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(info, b"x")
    return out.getvalue().replace(b"N" * len(raw), raw)


def test_members_are_named_after_the_archive_and_their_folder() -> None:
    result = opened(zipped({"附件/表.docx": b"1", "照片.jpg": b"2"}))
    assert names(result) == ["材料.zip/附件/表.docx", "材料.zip/照片.jpg"]
    assert [member.data for member in result.members] == [b"1", b"2"]
    assert not result.trouble


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8"])
def test_a_name_without_a_word_about_its_charset_is_chinese(charset: str) -> None:
    assert names(opened(with_name("申报表（盖章）.docx".encode(charset)))) == ["材料.zip/申报表（盖章）.docx"]


def test_a_rare_character_of_gb18030_survives() -> None:
    assert names(opened(with_name("张𬱟.docx".encode("gb18030")))) == ["材料.zip/张𬱟.docx"]


def test_a_unicode_path_goes_before_the_name() -> None:
    raw = b"a?.txt"
    field = b"\x01" + struct.pack("<I", crc32(raw)) + "啊.txt".encode()
    assert names(opened(with_name(raw, extra=struct.pack("<HH", 0x7075, len(field)) + field))) == ["材料.zip/啊.txt"]


def test_a_unicode_path_of_another_name_is_not_believed() -> None:
    field = b"\x01" + struct.pack("<I", 1) + "啊.txt".encode()
    assert names(opened(with_name(b"b.txt", extra=struct.pack("<HH", 0x7075, len(field)) + field))) == [
        "材料.zip/b.txt"
    ]


def test_backslashes_part_folders() -> None:
    assert names(opened(with_name("附件\\表.doc".encode("gbk")))) == ["材料.zip/附件/表.doc"]


def test_folders_and_what_systems_leave_behind_are_no_members() -> None:
    litter = {
        "__MACOSX/._表.docx": b"",
        ".DS_Store": b"",
        "a/Thumbs.db": b"",
        "~$表.docx": b"",
        "夹/": b"",
        "表.docx": b"x",
    }
    assert names(opened(zipped(litter))) == ["材料.zip/表.docx"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:/Windows/x", "..\\x"])
def test_a_path_out_of_the_archive_is_refused_and_the_rest_read(name: str) -> None:
    result = opened(zipped({name: b"x", "表.docx": b"y"}))
    assert names(result) == ["材料.zip/表.docx"]
    assert [(one.code, name.replace("\\", "/") in one.says) for one in result.trouble] == [("unsafe_path", True)]


def test_a_link_is_refused() -> None:
    info = ZipInfo("链接")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    result = opened(out.getvalue())
    assert (result.members, result.trouble[0].code) == ((), "link")


def test_a_bomb_is_refused_by_its_ratio() -> None:
    result = opened(zipped({"零.bin": bytes(30_000_000), "表.docx": b"x"}))
    assert names(result) == ["材料.zip/表.docx"]
    assert result.trouble[0].code == "too_large"
    assert "“材料.zip/零.bin”" in result.trouble[0].says


def test_a_bomb_that_lies_about_its_size_is_stopped_while_unpacking() -> None:
    data = bytearray(zipped({"零.bin": bytes(30_000_000)}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)
    result = opened(bytes(data))
    assert not result.members
    assert result.trouble[0].code in {"too_large", "bad_member"}


def test_the_total_is_limited_over_all_members() -> None:
    result = opened(zipped({f"{n}.bin": bytes(range(256)) * 2 for n in range(4)}), Limits(total_bytes=1100))
    assert len(result.members) == 2
    assert {one.code for one in result.trouble} == {"too_large"}


def test_a_member_is_limited_by_itself() -> None:
    assert not opened(zipped({"大.bin": b"0123456789"}), Limits(member_bytes=5)).members


def test_more_files_than_the_limit_are_left_and_said_once() -> None:
    result = opened(zipped({f"{n}.txt": b"x" for n in range(5)}), Limits(members=2))
    assert len(result.members) == 2
    assert [one.code for one in result.trouble] == ["too_many"]
    assert "2 个" in result.trouble[0].says


def test_a_locked_member_is_told_of_and_the_open_ones_read() -> None:
    data = bytearray(zipped({"锁.docx": b"x", "开.docx": b"y"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    result = opened(bytes(data))
    assert names(result) == ["材料.zip/开.docx"]
    assert result.trouble[0].code == "encrypted"
    assert "密码" in result.trouble[0].says


def test_a_way_of_packing_that_may_eat_memory_is_refused() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_LZMA) as archive:
        archive.writestr("a.bin", b"x" * 100)
    assert opened(out.getvalue()).trouble[0].code == "packing"


def test_a_member_whose_bytes_are_damaged_is_told_of_and_the_rest_read() -> None:
    data = zipped({"坏.txt": b"0123456789" * 30, "好.txt": b"y"})
    place = data.find("坏.txt".encode()) + len("坏.txt".encode()) + 4
    result = opened(data[:place] + bytes(6) + data[place + 6 :])
    assert names(result) == ["材料.zip/好.txt"]
    assert result.trouble[0].code == "bad_member"


@pytest.mark.parametrize("cut", [10, 60])
def test_half_an_archive_is_broken(cut: int) -> None:
    result = opened(zipped({"表.docx": b"x" * 100})[:cut])
    assert [one.code for one in result.trouble] == ["broken"]
    assert "“材料.zip”" in result.trouble[0].says


def test_a_name_that_reads_backwards_is_cleaned_and_that_is_said() -> None:
    result = opened(zipped({"申报\u202exslx.exe": b"x", "换\n行.txt": b"y"}))
    assert names(result) == ["材料.zip/申报xslx.exe", "材料.zip/换行.txt"]
    assert [one.code for one in result.trouble] == ["renamed", "renamed"]
    assert all("\u202e" not in one.says + one.file for one in result.trouble)


FILES = st.dictionaries(
    st.text(alphabet="申报表ab1._-/\\\u202e\x07", min_size=1, max_size=12), st.binary(max_size=60), max_size=6
)


@settings(max_examples=60)
@given(FILES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_whatever_is_packed_no_member_leaves_the_archive(files: dict[str, bytes]) -> None:
    result = opened(zipped(files))
    for member in result.members:
        assert member.name.startswith("材料.zip/")
        assert ".." not in member.name.split("/")
        assert "\u202e" not in member.name
        assert "\x07" not in member.name


@settings(max_examples=60)
@given(place=st.integers(0, 400), value=st.integers(0, 255))
def test_a_byte_changed_anywhere_never_raises(place: int, value: int) -> None:
    data = bytearray(zipped({"表.docx": b"abc" * 30, "照片.jpg": b"def" * 30}))
    data[place % len(data)] = value
    result = opened(bytes(data))
    assert result.kind == "archive"
    assert len(result.members) + len(result.trouble) > 0
