"""Texts of GIFT: what a backslash keeps from being a sign, and the formats in which a text is written."""

import re
from html.parser import HTMLParser

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import nfc

SIGNS = "~=#{}:\\"
_MASKS = {sign: chr(0xE000 + at) for at, sign in enumerate(SIGNS)}
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_FORMAT = re.compile(r"\s*\[([A-Za-z_]+)\](?!\()")
_MARKS = re.compile(r"([\\*_`\[\]])")
MOST_HTML = 8000  # letters of a text with its tags
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}
SPACES = {"p", "div", "span", "br"}


class NotGift(Exception):
    """A question that cannot be read: `sentence` says why, `line` where, counted from the question's first one."""

    def __init__(self, sentence: str | Promise, line: int = 0) -> None:
        super().__init__(str(sentence))
        self.sentence, self.line = sentence, line


def masked(text: str) -> str:
    """The text with letters of no script where a backslash stands before a sign, so that it is none."""
    return _ESCAPED.sub(lambda match: " " if match[1] == "n" else _MASKS[match[1]], text)


def unmasked(text: str) -> str:
    """The text with the signs themselves, its spaces single."""
    for sign, mask in _MASKS.items():
        text = text.replace(mask, sign)
    return " ".join(nfc(text).split())


def escaped(text: str) -> str:
    """The text as it stands in a file: a backslash before each sign."""
    return "".join(f"\\{letter}" if letter in SIGNS else letter for letter in text)


def split_format(text: str) -> tuple[str, str]:
    """The format with which a text begins (`[html]`), in small letters, and the rest. Raises NotGift."""
    match = _FORMAT.match(text)
    if match is None:
        return "", text
    if (name := match[1].lower()) not in ("html", "markdown", "moodle", "plain"):
        raise NotGift(_("There is no such format: html, markdown, moodle and plain are known."))
    return name, text[match.end() :]


def line_of(text: str, inherited: str = "") -> str:
    """A masked text as a line of the site, from the format that it names or that of its question. Raises NotGift."""
    named, rest = split_format(text)
    form, line = named or inherited, unmasked(rest)
    if form == "plain":
        return _MARKS.sub(r"\\\1", line)
    return _from_html(line) if form == "html" else line


def _from_html(text: str) -> str:
    if len(text) > MOST_HTML:
        raise NotGift(_("A question is too long: its text has 2,000 letters at most."))
    parser = _Html()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as wrong:  # Python's parser, at a declaration that is none
        raise NotGift(_("Of HTML only bold, italic, code, paragraphs and line breaks are read here.")) from wrong
    return " ".join("".join(parser.parts).split())


class _Html(HTMLParser):
    """HTML of a few tags as a line."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Raises NotGift at a tag that a line does not have."""
        if tag not in MARKS and tag not in SPACES:
            raise NotGift(_("Of HTML only bold, italic, code, paragraphs and line breaks are read here."))
        self.parts.append(MARKS.get(tag, " "))

    def handle_endtag(self, tag: str) -> None:
        """What the tag began ends."""
        self.parts.append(MARKS.get(tag, " "))

    def handle_data(self, data: str) -> None:
        """A text between tags."""
        self.parts.append(data)
