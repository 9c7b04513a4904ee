"""The text of a lesson as structure: a list of blocks, each in English and Bangla, read from two Markdown texts.

A block is a dictionary as it is stored: `kind`, what belongs to the kind, and its content in `en` and `bn`.

    heading   level 2 or 3             a line
    text                               a paragraph
    list      is_ordered               lines
    table                              rows of cells, the first one of heads
    code      language                 a text
    picture   file (en, bn)            what it shows, for who does not see it
    video     video                    what it shows; `video` is its name in the course (`learning.media`)
    callout   tone                     paragraphs
    task                               paragraphs, each of them a step: what to try now

Within a line Markdown's strong, emphasis, code and links may stand; everything else is text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

Block = dict[str, Any]
LANGUAGES = ("en", "bn")
TONES = ("note", "tip", "warning", "example")
VIDEO = "video:"  # begins the address of a video: ![What it shows](video:its-name)
VIDEO_NAME = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
ALERT = "[!"  # begins a call-out, as on GitHub: "> [!TIP]"

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and on which line; 0: nowhere in particular."""

    file: str
    line: int
    sentence: str | Promise


@dataclass(slots=True)
class Half:
    """A lesson in one language: its title, and its blocks with the line on which each begins."""

    title: str = ""
    blocks: list[tuple[int, Block]] = field(default_factory=list)
    faults: list[tuple[int, str | Promise]] = field(default_factory=list)


def read_half(text: str) -> Half:
    """Read the Markdown of one language. The content of each block stands at `content`."""
    half, tokens = Half(), _parser.parse(text)  # a NUL is no letter for the parser: it puts another sign there
    for group in _groups(tokens):
        first = group[0]
        line = first.map[0] + 1 if first.map else 0
        block = _block_of(group)
        if block is None:
            half.faults.append((line, _("This is none of the parts of which a lesson consists.")))
        elif block["kind"] == "heading" and block["level"] == 1:
            if half.title or half.blocks:
                half.faults.append((line, _("A lesson has one title, at its beginning.")))
            half.title = half.title or block["content"]
        else:
            half.blocks.append((line, block))
    if not half.title:
        half.faults.insert(0, (1, _("The title is missing: a first line that begins with #.")))
    return half


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each part of the text that stands at its outermost level."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _block_of(group: Sequence[Token]) -> Block | None:
    makers = {
        "heading_open": _heading,
        "paragraph_open": _paragraph,
        "bullet_list_open": _list,
        "ordered_list_open": _list,
        "table_open": _table,
        "fence": _code,
        "blockquote_open": _callout,
    }
    make = makers.get(group[0].type)
    return make(group) if make else None


def _heading(group: Sequence[Token]) -> Block | None:
    level = int(group[0].tag[1])
    return {"kind": "heading", "level": level, "content": group[1].content} if level <= 3 else None


def _paragraph(group: Sequence[Token]) -> Block | None:
    inside = group[1].children or []
    pictures = [each for each in inside if each.type == "image"]
    if not pictures:
        return {"kind": "text", "content": _line(group[1])}
    if len(inside) != 1:
        return None
    address, content = str(pictures[0].attrs["src"]), pictures[0].content
    if address.startswith(VIDEO):
        name = address.removeprefix(VIDEO)
        return {"kind": "video", "video": name, "content": content} if VIDEO_NAME.fullmatch(name) else None
    return {"kind": "picture", "file": address, "content": content}


def _list(group: Sequence[Token]) -> Block | None:
    if any(each.type.endswith("_list_open") for each in group[1:]):
        return None
    items = [_line(each) for each in group if each.type == "inline"]
    if len(items) != sum(each.type == "list_item_open" for each in group):
        return None
    return {"kind": "list", "is_ordered": group[0].type == "ordered_list_open", "content": items}


def _table(group: Sequence[Token]) -> Block:
    rows: list[list[str]] = []
    for token in group:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return {"kind": "table", "content": rows}


def _code(group: Sequence[Token]) -> Block:
    return {"kind": "code", "language": group[0].info.strip(), "content": group[0].content.rstrip("\n")}


def _callout(group: Sequence[Token]) -> Block | None:
    paragraphs = [_line(each) for each in group if each.type == "inline"]
    if any(
        each.type not in {"blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close"}
        for each in group
    ):
        return None
    head, _bracket, rest = paragraphs[0].removeprefix(ALERT).partition("]") if paragraphs else ("", "", "")
    content = [each for each in (rest.strip(), *paragraphs[1:]) if each]
    if not paragraphs or not paragraphs[0].startswith(ALERT) or not content:
        return None
    tone = head.lower()
    if tone == "task":
        return {"kind": "task", "content": content}
    return {"kind": "callout", "tone": tone, "content": content} if tone in TONES else None


def _line(token: Token) -> str:
    return " ".join(token.content.split())


def join(english: Half, bangla: Half) -> tuple[list[Block], list[tuple[int, int, str | Promise]]]:
    """The blocks of both languages side by side, and where they do not fit: the line in each, and what is wrong."""
    blocks: list[Block] = []
    faults: list[tuple[int, int, str | Promise]] = []
    for (en_line, en), (bn_line, bn) in zip(english.blocks, bangla.blocks, strict=False):
        if _shape(en) != _shape(bn):
            faults.append(
                (en_line, bn_line, _("The two languages differ here: another kind of part, or of another size."))
            )
            return blocks, faults
        blocks.append(_joined(en, bn))
    if len(english.blocks) != len(bangla.blocks):
        en_line, bn_line = (_line_of(half, len(blocks)) for half in (english, bangla))
        faults.append((en_line, bn_line, _("One language has more parts than the other one.")))
    return blocks, faults


def _line_of(half: Half, at: int) -> int:
    """The line of a block; 0: there are fewer."""
    return half.blocks[at][0] if at < len(half.blocks) else 0


def _shape(block: Block) -> tuple[Any, ...]:
    content = block["content"]
    size = (
        [len(each) for each in content]
        if block["kind"] == "table"
        else len(content)
        if isinstance(content, list)
        else 0
    )
    return (*(block.get(name) for name in ("kind", "level", "is_ordered", "language", "tone", "video")), size)


def _joined(en: Block, bn: Block) -> Block:
    block = {name: value for name, value in en.items() if name not in {"content", "file"}}
    if "file" in en:
        block["file"] = {"en": en["file"], "bn": bn["file"]}
    return block | {"en": en["content"], "bn": bn["content"]}
