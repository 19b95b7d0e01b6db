"""Every code of the platform says to a person what to do."""

from __future__ import annotations

import pytest

from casecall.publishing.wechat.errors import CODES, Unanswered, Unreached, sentence

KNOWN = (
    -1, 40001, 40005, 40007, 40009, 40013, 40125, 40137, 40164, 41001, 41005, 42001, 44003, 45001, 45002, 45003, 45004,
    45005, 45008, 45009, 45028, 45110, 45166, 47001, 48001, 53600,
)  # fmt: skip


@pytest.mark.parametrize("code", KNOWN)
def test_a_known_code_has_a_sentence_and_the_code(code: int) -> None:
    assert sentence(code).endswith(f"（错误码 {code}）")
    assert "全局返回码" not in sentence(code)


def test_an_unknown_code_gives_the_words_of_the_platform_on_one_line() -> None:
    says = sentence(99999, "some\nnew   error")
    assert "some new error" in says
    assert "99999" in says


def test_every_sentence_is_calm() -> None:
    for says in CODES.values():
        assert "！" not in says
        assert "!" not in says


def test_what_was_lost_and_what_never_came_are_told_apart() -> None:
    assert "没有等到" in str(Unanswered())
    assert "502" in str(Unanswered(502))
    assert "api.weixin.qq.com" in str(Unreached("api.weixin.qq.com"))
