"""Links to large files are recognised with their day, shown, and never fetched."""

from __future__ import annotations

import socket
from datetime import date

import pytest

from casepaper.examine import examine
from casepaper.forms.callfile import load_call
from casepaper.opening.letter import open_letter
from casepaper.opening.letter.links import provider_of
from casepaper.opening.letter.understanding import understand
from casepaper.opening.limits import Limits
from casepaper.records import LargeFileLink, Source
from tests.casepaper.opening.mail_making import body, head, inner, multi, named

SENT = b"Date: Tue, 25 Oct 2022 09:12:33 +0800"
PAN = "https://pan.baidu.com/s/1AbC_d-E"
DAY = date(2022, 11, 5)

PLACES = {
    "https://wx.mail.qq.com/ftn/download?func=3&key=abc&code=def": "qq",
    "http://mail.qq.com/cgi-bin/ftnExs_download?k=abc&t=exs_ftn_download&code=def": "qq",
    "https://exmail.qq.com/cgi-bin/ftnExs_download?k=abc": "qq",
    "https://dashi.163.com/html/cloud-attachment-download/?key=abc": "163",
    "https://mail.163.com/large-attachment-download/index.html?p=abc&file=def": "163",
    "https://mail.126.com/large-attachment-download/index.html?p=abc": "163",
    "http://u.163.com/abc": "163",
    "https://mail.10086.cn/s?func=setting:examineUser&key=abc": "139",
    "http://fs.mail.10086.cn/abc": "139",
    "https://qiye.aliyun.com/alimail/bigattach/download?id=abc": "aliyun",
    "https://mail.aliyun.com/bigattach?id=abc": "aliyun",
    "https://www.alipan.com/s/abc": "aliyun",
    "https://www.aliyundrive.com/s/abc": "aliyun",
    PAN: "baidu",
    "https://share.weiyun.com/abc": "weiyun",
    "https://www.kdocs.cn/l/abc": "wps",
    "https://docs.qq.com/doc/abc": "tencent-docs",
    "https://xingqu.feishu.cn/file/abc": "feishu",
}

NOWHERE = [
    "https://mail.qq.com/",
    "https://www.163.com/news/1.html",
    "https://www.baidu.com/s?wd=pan.baidu.com/s/1",
    "https://pan.baidu.com.evil.example.net/s/1",
    "https://evil.example.net/?u=https://pan.baidu.com/s/1",
    "https://pan.baidu.com@evil.example.net/s/1",
    "https://[broken/s/1",
    "ftp://x",
]


def links(text: str, kind: str = "text/plain") -> tuple[LargeFileLink, ...]:
    return understand(head(b"case", SENT) + body(text, kind=kind), name="a.eml").large_file_links


@pytest.mark.parametrize(("url", "provider"), PLACES.items())
def test_each_provider_is_known_in_text_and_in_html(url: str, provider: str) -> None:
    assert [(one.provider, one.url) for one in links(f"请下载：{url} 谢谢")] == [(provider, url)]
    html = f'<p>见附件</p><a href="{url.replace("&", "&amp;")}">申报材料.zip</a>'
    assert [(one.provider, one.url) for one in links(html, "text/html")] == [(provider, url)]


@pytest.mark.parametrize("url", NOWHERE)
def test_other_addresses_are_no_large_files(url: str) -> None:
    assert links(f"请看 {url} 谢谢") == ()


UNTIL = [
    "（有效期至2022年11月05日）",
    "过期时间：2022年11月5日 12:00",
    "(50.11M, 2022-11-05 12:00 过期)",
    "(50.11M, 2022年11月05日 10:00 到期)",
    "到期时间：2022/11/05 23:59",
    "有效期：2022.11.05",
    "将于2022年11月5日失效",
    "有效期至 11月5日",
    "11天后过期",
    "有效期11天",
    "11天内有效",
    "11日后自动删除",
    "请在2022年11月5日前下载",
    "Expires on 2022-11-05",
    "\n文件大小 50.11M\n过期时间：2022-11-05",
]


@pytest.mark.parametrize("words", UNTIL)
def test_the_day_is_read_as_the_letter_writes_it(words: str) -> None:
    assert [one.expires for one in links(f"材料.zip {PAN} {words}")] == [DAY]
    html = f"<div>材料.zip <a href='{PAN}'>下载</a> {words.replace(chr(10), '<br>')}</div>"
    assert [one.expires for one in links(html, "text/html")] == [DAY]


@pytest.mark.parametrize(
    "words", ["", "永久有效", "提取码：x1y2", "2022年11月5日报送", "有效期至2022年13月45日", "2022年13月5日有效"]
)
def test_without_a_day_there_is_none(words: str) -> None:
    assert [one.expires for one in links(f"{PAN} {words}")] == [None]


def test_a_day_above_the_link_counts_where_none_stands_below() -> None:
    assert links(f"以下附件有效期至2022年11月05日：\n材料.zip\n{PAN}")[0].expires == DAY


def test_each_of_several_links_has_its_own_day() -> None:
    below = f"甲.zip\n{PAN}1\n(10M, 2022-11-05 到期)\n乙.zip\n{PAN}2\n(20M, 2022-11-06 到期)"
    above = f"甲.zip 2022-11-05 到期\n{PAN}1\n乙.zip 2022-11-06 到期\n{PAN}2"
    for text in (below, above):
        assert [one.expires for one in links(text)] == [DAY, date(2022, 11, 6)]
    assert [one.expires for one in links(f"{PAN}1 2022-11-05 到期\n{PAN}2 永久有效")] == [DAY, None]
    assert [one.expires for one in links(f"均于2022-11-05到期\n{PAN}1\n{PAN}2")] == [DAY, DAY]


def test_a_link_shown_twice_is_one() -> None:
    html = f'<a href="{PAN}">材料.zip</a>（2022-11-05 到期）<a href="{PAN}">{PAN}</a>'
    assert [(one.url, one.expires) for one in links(html, "text/html")] == [(PAN, DAY)]


def test_what_stands_beside_the_link_is_kept() -> None:
    assert links(f"申报材料.zip {PAN} 提取码：x1y2")[0].says == "申报材料.zip 提取码：x1y2"


def test_a_link_in_the_html_beside_a_plain_text_is_found() -> None:
    data = head() + multi(body("见附件"), body(f'<a href="{PAN}">下载</a>', kind="text/html"), kind="alternative")
    assert [one.url for one in understand(data, name="a.eml").large_file_links] == [PAN]


def test_a_link_of_a_letter_within_is_found() -> None:
    data = head() + multi(body("转去"), inner(head() + body(PAN)))
    assert [one.url for one in understand(data, name="a.eml").large_file_links] == [PAN]


def test_a_link_in_the_history_counts_only_where_the_letter_points_to_it() -> None:
    history = f"\n-----原始邮件-----\n发件人：甲\n发送时间：x\n收件人：乙\n\n{PAN}"
    assert links(f"请问收到了吗？{history}") == ()
    assert [one.url for one in links(f"材料见下面的链接。{history}")] == [PAN]


def test_the_opener_hands_links_on_and_fetches_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr(socket, "socket", refuse)
    data = head(b"case", SENT) + multi(body(f"{PAN} 2022-11-05 到期"), named("a.docx"))
    assert open_letter(Source("a.eml", data), Limits()).links == (LargeFileLink("baidu", PAN, DAY, "2022-11-05 到期"),)


def test_an_examination_still_holds_the_links() -> None:
    data = head(b"case", SENT) + body(f"材料见 {PAN}")
    examined = examine([Source("a.eml", data)], load_call("cace-2022"), source="a.eml")
    assert [link.url for opened in examined.opened for link in opened.links] == [PAN]


def test_a_host_is_told_by_its_whole_name() -> None:
    assert provider_of("https://PAN.baidu.com/s/1") == "baidu"
    assert provider_of("https://notpan.baidu.com/s/1") == ""
