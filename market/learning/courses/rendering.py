"""Blocks of a lesson as a page shows them."""

import re
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from market.learning.courses.blocks import Block

PROSE = {"", "text"}  # languages of code blocks that hold words for people: a message, a report, a formula
_column = re.compile(r"\S {2,}\S")
# Within a line: strong, emphasis, code and links; everything else is text. HTML is escaped, and unsafe links stay text.
_inline = MarkdownIt("zero", {"html": False}).enable(["emphasis", "backticks", "link", "escape"])


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block in one language, and in the other one where both are shown (`other`); `block` holds the rest."""

    block: Block
    content: Any
    other: Any = None

    @property
    def keeps_lines(self) -> bool:
        """Whether this code is shown with its lines as they are: a program, or columns set with spaces."""
        return self.block["language"] not in PROSE or bool(_column.search(self.content))


def rendered(blocks: list[Block], language: str, *, both: bool = False) -> list[ShownBlock]:
    """The blocks in a language, with both side by side if that is wanted; every line as Markup."""
    second = "en" if language == "bn" else "bn"
    return [ShownBlock(block, _content(block, language), _content(block, second) if both else None) for block in blocks]


def _content(block: Block, language: str) -> Any:
    content = block[language]
    return content if block["kind"] in ("code", "picture", "video") else _lines(content)


def _lines(content: Any) -> Any:
    if isinstance(content, str):
        return line(content)
    return [_lines(each) for each in content]


def line(text: str) -> Markup:
    """A line with its inner Markdown as HTML."""
    return Markup(_inline.renderInline(text))  # noqa: S704  # the parser escapes what it does not make itself
