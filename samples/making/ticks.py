"""The ways in which people tick a theme in a Word file, as runs of WordprocessingML."""

from __future__ import annotations

from typing import Protocol
from xml.sax.saxutils import escape


class Tick(Protocol):
    """A way of ticking: a theme's words with their mark, as runs."""

    __name__: str

    def __call__(self, word: str, *, ticked: bool) -> str:
        """The runs of one theme."""
        ...


WINGDINGS, WINGDINGS_2 = "Wingdings", "Wingdings 2"


def run(text: str, properties: str = "") -> str:
    """One run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def glyph(word: str, *, ticked: bool) -> str:
    """☑助力乡村振兴."""
    return run("☑" if ticked else "□") + run(word)


def crossed(word: str, *, ticked: bool) -> str:
    """☒助力乡村振兴: the cross of a ticked box."""
    return run("☒" if ticked else "☐") + run(word)


def filled(word: str, *, ticked: bool) -> str:
    """■助力乡村振兴."""
    return run(("■" if ticked else "□") + word)


def before(word: str, *, ticked: bool) -> str:
    """√助力乡村振兴, no boxes at all."""
    return run(("√" if ticked else "") + word)


def after(word: str, *, ticked: bool) -> str:
    """助力乡村振兴√, no boxes at all."""
    return run(word + ("√" if ticked else ""))


def bracketed(word: str, *, ticked: bool) -> str:
    """（√）助力乡村振兴."""
    return run(f"（{'√' if ticked else '　'}）{word}")


def control(word: str, *, ticked: bool) -> str:
    """A content control of the check box kind (w14:checkbox)."""
    box = "☒" if ticked else "☐"
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(box)}</w:sdtContent></w:sdt>{run(word)}"
    )


def _symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def wingdings(word: str, *, ticked: bool) -> str:
    """A symbol of Wingdings: F0FE ticked, F0A8 not."""
    return _symbol(WINGDINGS, "F0FE" if ticked else "F0A8") + run(word)


def wingdings_2(word: str, *, ticked: bool) -> str:
    """A symbol of Wingdings 2: F052 ticked, F0A3 not."""
    return _symbol(WINGDINGS_2, "F052" if ticked else "F0A3") + run(word)


def private_use(word: str, *, ticked: bool) -> str:
    """The same symbols as text in the private use area with the font set on the run."""
    fonts = f'<w:rFonts w:ascii="{WINGDINGS}" w:hAnsi="{WINGDINGS}" w:hint="default"/>'
    return run("\uf0fe" if ticked else "\uf0a8", fonts) + run(word)


def form_field(word: str, *, ticked: bool) -> str:
    """A legacy form field, FORMCHECKBOX."""
    checked = '<w:checked w:val="1"/>' if ticked else '<w:checked w:val="0"/>'
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Check1"/><w:enabled/><w:calcOnExit w:val="0"/>'
        f'<w:checkBox><w:sizeAuto/><w:default w:val="0"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(word)
    )


def equation(word: str, *, ticked: bool) -> str:
    r"""A box overprinted with a tick by a field, EQ \o\ac(□,√)."""
    if not ticked:
        return run("□" + word)
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        r'<w:r><w:instrText xml:space="preserve"> eq \o\ac(□,√) </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(word)
    )


def bordered(word: str, *, ticked: bool) -> str:
    """A run with a border around it as the box, √ or a space inside."""
    border = '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    return run("√" if ticked else " ", border) + run(word)


TICKS: dict[str, Tick] = {
    one.__name__: one
    for one in (
        glyph, crossed, filled, before, after, bracketed, control, wingdings, wingdings_2, private_use, form_field,
        equation, bordered,
    )
}  # fmt: skip


def theme_runs(tick: Tick, words: dict[str, str], ticked: tuple[str, ...]) -> str:
    """All themes on one line, ticked as asked, four spaces between."""
    return run("    ").join(tick(word, ticked=key in ticked) for key, word in words.items())
