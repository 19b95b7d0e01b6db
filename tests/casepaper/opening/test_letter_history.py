"""What was answered is cut, what was forwarded is kept, and a signature stands apart."""

from __future__ import annotations

import pytest

from casepaper.opening.letter.understanding import understand
from tests.casepaper.opening.mail_making import body, head, multi, named, word

OWN = "材料已补好，请查收。"
OLD = "贵单位的申报表缺少公章，请补正。"
HEAD = "发件人：秘书处 <office@assoc.example.org>\n发送时间：2022年10月25日 9:12\n收件人：翀明远\n主题：请求补正"

ABOVE_HISTORY = {
    "QQ": "------------------ 原始邮件 ------------------\n" + HEAD,
    "QQ in English": "------------------&nbsp;Original&nbsp;------------------".replace("&nbsp;", "\xa0") + "\n" + HEAD,
    "Outlook": "-----Original Message-----\nFrom: office@assoc.example.org\nSent: 2022-10-25\nTo: x\nSubject: x",
    "Outlook's rule": "________________________________\n" + HEAD,
    "Foxmail": "\n\n" + HEAD.replace("：", "： "),
    "Foxmail's own rule": "--------------------------------\n\n" + HEAD,
    "163": '在 2022-10-25 09:12:33，"秘书处" <office@assoc.example.org> 写道：',
    "163 in English": 'At 2022-10-25 09:12:33, "office" <office@assoc.example.org> wrote:',
    "163 on a telephone": "---- 回复的原邮件 ----\n| 发件人 | 秘书处 |\n| 日期 | 2022年10月25日 |\n| 收件人 | 翀明远 |",
    "Gmail": "秘书处 <office@assoc.example.org> 于2022年10月25日周二 09:12写道：",
    "Gmail in English": "On Tue, Oct 25, 2022 at 9:12 AM office <office@assoc.example.org> wrote:",
    "Gmail on two lines": "On Tue, Oct 25, 2022 at 9:12 AM The whole office\n<office@assoc.example.org> wrote:",
    "a Macintosh": "在 2022年10月25日，09:12，秘书处 <office@assoc.example.org> 写道：",
    "Lotus": "-----邮件原件-----\n" + HEAD,
    "Sina": "----- 原始邮件 -----\n" + HEAD,
    "Aliyun": "------------------------------------------------------------------\n" + HEAD,
    "Hong Kong": "寄件者: office@assoc.example.org\n寄件日期: 2022年10月25日\n收件者: x\n主旨: 補正",
}

IN_BOXES = {
    "Gmail": '<div class="gmail_quote"><div class="gmail_attr">X wrote:</div><blockquote>{}</blockquote></div>',
    "Thunderbird": '<div class="moz-cite-prefix">X wrote:</div><blockquote type="cite">{}</blockquote>',
    "163": '<blockquote id="isReplyContent" style="BORDER-LEFT:#ccc 1px solid">{}</blockquote>',
    "Yahoo": '<div class="yahoo_quoted">{}</div>',
    "Foxmail": '<blockquote style="margin-left:0.5em;border-left:1px solid">{}</blockquote>',
    "Outlook": f'<hr><div id="divRplyFwdMsg">{HEAD.replace(chr(10), "<br>")}</div><div>{{}}</div>',
}


def text_of(text: str, subject: str = "回复：请求补正", kind: str = "text/plain") -> str:
    return understand(head(word(subject)) + body(text, kind=kind), name="a.eml").text


@pytest.mark.parametrize("above", ABOVE_HISTORY.values(), ids=list(ABOVE_HISTORY))
def test_history_is_cut_as_each_program_writes_it(above: str) -> None:
    assert text_of(f"{OWN}\n\n{above}\n\n{OLD}\n") == OWN
    assert (
        text_of(f"<p>{OWN}</p><br>{above.replace('<', '&lt;').replace(chr(10), '<br>')}<p>{OLD}</p>", kind="text/html")
        == OWN
    )


@pytest.mark.parametrize("box", IN_BOXES.values(), ids=list(IN_BOXES))
def test_history_in_a_box_of_the_html_is_cut(box: str) -> None:
    assert text_of(f"<div>{OWN}</div>{box.format(OLD)}", kind="text/html") == OWN


def test_lines_behind_angles_are_cut_and_answers_between_and_below_them_kept() -> None:
    quoted = f"On 2022-10-25 09:12, office wrote:\n> {OLD}\n> 请于五日内补正。\n"
    assert text_of(f"{quoted}已盖章。\n> 联系人？\n翀明远。") == "已盖章。\n翀明远。"


def test_an_answer_below_a_box_is_kept() -> None:
    html = f'<div class="moz-cite-prefix">office wrote:</div><blockquote type="cite">{OLD}</blockquote><p>{OWN}</p>'
    assert text_of(html, kind="text/html") == OWN


@pytest.mark.parametrize("subject", ["转发：案例", "Fw: 案例", "Fwd: 案例", "回复：转发：案例"])
def test_what_is_forwarded_is_kept_with_the_note_above_it(subject: str) -> None:
    text = text_of(
        f"转去来信，请收。\n\n------------------ 原始邮件 ------------------\n{HEAD}\n\n现报送案例一份。\n", subject
    )
    assert text.split() == ["转去来信，请收。", "现报送案例一份。"]


@pytest.mark.parametrize(
    "rule", ["-------- 转发邮件信息 --------", "---------- Forwarded message ---------", "---- 转发的原邮件 ----"]
)
def test_a_rule_that_says_forwarded_is_believed_whatever_the_subject(rule: str) -> None:
    assert text_of(f"请收。\n{rule}\n{HEAD}\n\n现报送案例一份。", "案例").split() == ["请收。", "现报送案例一份。"]


def test_gmail_forwards_in_the_box_of_its_history() -> None:
    rule = "---------- Forwarded message ---------"
    box = f'<div class="gmail_quote">{rule}<br>{HEAD.replace(chr(10), "<br>")}<p>现报送案例。</p></div>'
    assert text_of(f"<p>请收。</p>{box}", "案例", "text/html").split() == ["请收。", "现报送案例。"]


@pytest.mark.parametrize("above", ABOVE_HISTORY.values(), ids=list(ABOVE_HISTORY))
def test_history_with_nothing_written_above_is_what_was_meant(above: str) -> None:
    assert text_of(f"\n\n{above}\n\n{OWN}\n").endswith(OWN)
    assert "office@" not in text_of(f"\n\n{above}\n\n{OWN}\n")


def test_an_answer_that_brings_files_says_nothing_where_only_history_stands() -> None:
    for old in (f"\n-----原始邮件-----\n{HEAD}\n\n{OLD}", f"> {OLD}", f"On 2022-10-25 09:12, office wrote:\n> {OLD}"):
        data = head(word("回复：请求补正")) + multi(body(old), named("盖章页.pdf"))
        assert understand(data, name="a.eml").text == ""
    box = f'<blockquote type="cite">{OLD}</blockquote>'
    assert understand(head(b"Re: x") + multi(body(box, kind="text/html"), named("a.pdf")), name="a.eml").text == ""


def test_a_form_that_was_forwarded_keeps_its_first_label() -> None:
    text = f"\n-----原始邮件-----\n{HEAD}\n\n主题：乡村振兴\n申报单位：云岫公司"
    assert text_of(text, "转发：案例") == "主题：乡村振兴\n申报单位：云岫公司"


def test_a_letter_of_angles_alone_is_what_was_meant() -> None:
    assert text_of(f"> {OWN}\n> 谢谢") == f"{OWN}\n谢谢"


def test_of_a_forwarded_letter_the_history_is_cut() -> None:
    inner = f"现报送案例一份。\n-----原始邮件-----\n{HEAD}\n关于征集案例的通知"
    assert text_of(f"请收。\n-----原始邮件-----\n{HEAD}\n\n{inner}", "转发：案例").split() == [
        "请收。",
        "现报送案例一份。",
    ]


@pytest.mark.parametrize(
    "line", ["村民在感谢信中写道：", "2022年10月，他在日记里写道：", "工程自2022年起，负责人来信说：", "-- 一 --"]
)
def test_a_story_is_no_history(line: str) -> None:
    assert text_of(f"第一段。\n{line}\n第二段。") == f"第一段。\n{line}\n第二段。"


SIGNED = {
    "two dashes": "-- \n星衢通信集团总部办公室\n电话：0571-55550100",
    "a rule": "--------------------\n星衢通信集团总部办公室\n电话：0571-55550100",
    "a unit alone below a rule": "____________\n翀明远\n星衢通信集团总部办公室",
}


@pytest.mark.parametrize("foot", SIGNED.values(), ids=list(SIGNED))
def test_a_signature_that_names_another_unit_stands_apart(foot: str) -> None:
    letter = understand(head() + body(f"{OWN}\n\n{foot}\n"), name="a.eml")
    assert letter.text == OWN
    assert "星衢通信集团总部办公室" in letter.signature


@pytest.mark.parametrize(
    "name", ["foxmail-signature", "gmail_signature", "moz-signature", "ntes-mailmaster-signature", "xmail_signature"]
)
def test_a_signature_in_a_box_of_the_html_stands_apart(name: str) -> None:
    html = f'<p>{OWN}</p><div class="{name}"><div>星衢通信集团总部办公室</div></div>'
    letter = understand(head() + body(html, kind="text/html"), name="a.eml")
    assert (letter.text, letter.signature) == (OWN, "星衢通信集团总部办公室")


@pytest.mark.parametrize("foot", ["发自我的iPhone", "发自我的小米手机", "来自网易邮箱大师", "Sent from my iPhone"])
def test_what_a_telephone_adds_stands_apart(foot: str) -> None:
    letter = understand(head() + body(f"{OWN}\n\n{foot}"), name="a.eml")
    assert (letter.text, letter.signature) == (OWN, foot)


def test_a_form_below_a_rule_is_no_signature() -> None:
    text = f"{OWN}\n----------\n申报单位：云岫公司\n联系电话：0571-55550123"
    assert text_of(text) == text


def test_contact_data_below_a_rule_in_a_form_is_no_signature() -> None:
    text = "申报单位：云岫公司\n案例名称：果园有了网\n----------\n联系人：翀明远\n电话：0571-55550123"
    assert text_of(text) == text


def test_a_signature_alone_is_the_text() -> None:
    assert text_of("--------\n翀明远\n电话：0571-55550123").endswith("电话：0571-55550123")


def test_history_and_signature_are_cut_from_the_paragraphs_of_a_plain_part_beside_html() -> None:
    data = head() + multi(
        multi(body(f"{OWN}\n> {OLD}"), body(f"<p>{OWN}</p>", kind="text/html"), kind="alternative", boundary="b"),
        named("a.docx"),
    )
    assert understand(data, name="a.eml").text == OWN
