"""Reading Moodle's GIFT: questions between empty lines, each with its name, its text and its answers between braces.

A question stands there twice, in English under its name and in Bangla under the name with `.bn`, so that every one of
them is a question for Moodle too. `$CATEGORY: lesson/exam/hard` before it says where it belongs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.learning.bank.gift_answers import Answers, read_answers
from market.learning.bank.gift_text import NotGift, line_of, masked, split_format, unmasked
from market.learning.bank.rows import Defaults, ReadFile, Row, place_of
from market.learning.questions.reading import SLUG

TITLE = re.compile(r"::(.*?)::", re.DOTALL)
CATEGORY = re.compile(r"\$CATEGORY:(.*)", re.IGNORECASE)
BLANK, PLACE, SUFFIX = "____", "\ue010", ".bn"
TRUE_FALSE = {"en": ("True", "False"), "bn": ("সত্য", "মিথ্যা")}


@dataclass(slots=True)
class Chunk:
    """The lines between two empty ones, without comments, and where by their category the question belongs."""

    line: int
    place: dict[str, Any]
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Half:
    """A question in one language."""

    line: int
    slug: str
    language: str
    place: dict[str, Any]
    text: str
    answers: Answers


def read_gift(text: str, defaults: Defaults) -> ReadFile:
    """The questions of a file, and what is wrong by line. Nothing is raised."""
    read, halves = ReadFile(), dict[tuple[str, str], Half]()
    for chunk in _chunks(text, defaults, read):
        try:
            half = _half(chunk)
        except NotGift as wrong:
            read.fault(chunk.line + wrong.line, wrong.sentence)
            continue
        if (half.slug, half.language) in halves:
            read.fault(half.line, _("Another question has this name."))
        halves.setdefault((half.slug, half.language), half)
    for (slug, language), half in halves.items():
        other = halves.get((slug, "en" if language == "bn" else "bn"))
        if other is None:
            read.fault(half.line, _("This question stands here in one language only: its partner is missing."))
        elif language == "en":
            _join(half, other, read)
    return read


def _chunks(text: str, defaults: Defaults, read: ReadFile) -> Iterator[Chunk]:
    place, chunk = place_of("", defaults, read, 0), None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("//"):
            if chunk is not None:
                chunk.lines.append("")
            continue
        if match := CATEGORY.match(line.strip()):
            place, line = place_of(match[1], defaults, read, number), ""
        if not line.strip():
            if chunk is not None:
                yield chunk
            chunk = None
            continue
        chunk = chunk or Chunk(number, place)
        chunk.lines.append(line)
    if chunk is not None:
        yield chunk


def _half(chunk: Chunk) -> Half:
    text = masked("\n".join(chunk.lines)).strip()
    slug, language, text = _title(text)
    form, text = split_format(text)
    before, inside, after = _parts(text)
    answers = read_answers(inside, form, TRUE_FALSE[language])
    if after.strip():
        answers.kind = "gap" if answers.kind == "text" else answers.kind
        before = f"{before}{PLACE}{after}"
    words = line_of(before, form).replace(PLACE, "{1}" if answers.kind == "gap" else BLANK)
    if not words:
        raise NotGift(_("The question itself is missing."))
    return Half(chunk.line, slug, language, chunk.place, words, answers)


def _title(text: str) -> tuple[str, str, str]:
    """The question's name, its language, and what follows."""
    match = TITLE.match(text)
    if match is None:
        if text.startswith("::"):
            raise NotGift(_("The name of the question does not end: two colons are missing."))
        raise NotGift(_("A question begins with its name between two pairs of colons, as ::sum-of-a-column::"))
    name = unmasked(match[1])
    slug = name.removesuffix(SUFFIX)
    if not SLUG.fullmatch(slug):
        raise NotGift(_("The id consists of small letters, digits and hyphens."))
    skipped = "\n" * match[0].count("\n")
    return slug, "bn" if name != slug else "en", skipped + text[match.end() :]


def _parts(text: str) -> tuple[str, str, str]:
    """What stands before the braces, between them, and after them."""
    opened, closed = text.find("{"), text.find("}")
    if opened < 0 and closed < 0:
        raise NotGift(_("Nothing is asked: the answers between { and } are missing."))
    if opened < 0 or 0 <= closed < opened:
        raise NotGift(_("A } stands here without a { before it."), _line_at(text, closed))
    if closed < 0:
        raise NotGift(_("The answers do not end: a } is missing before the empty line."), _line_at(text, opened))
    inside, after = text[opened + 1 : closed], text[closed + 1 :]
    if "{" in inside:
        raise NotGift(_("A { stands within the answers. A backslash before it makes it a letter."))
    if "{" in after or "}" in after:
        raise NotGift(_("A question has its answers in one place: there are more braces after them."))
    return text[:opened], inside, after


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position)


def _join(en: Half, bn: Half, read: ReadFile) -> None:
    """One question of its two halves."""
    one, other = en.answers, bn.answers
    has_forms = one.kind in ("text", "gap")
    if one.kind != other.kind or one.shape != other.shape or (not has_forms and len(one.texts) != len(other.texts)):
        read.fault(bn.line, _("The two languages differ: the same kind, as many answers, the right ones at one place."))
        return
    row = {"id": en.slug, "kind": one.kind, **en.place, "en": en.text, "bn": bn.text}
    row["why"] = {"en": one.why, "bn": other.why}
    read.rows.append(Row(en.line, row | _body(one, other)))


def _body(en: Answers, bn: Answers) -> dict[str, object]:
    pairs = [{"en": one, "bn": other} for one, other in zip(en.texts, bn.texts, strict=False)]
    if en.kind in ("single", "multiple"):
        choices = zip(pairs, en.shape, strict=True)
        return {"choices": [pair | ({"right": True} if right else {}) for pair, right in choices]}
    if en.kind == "number":
        answer, tolerance = en.shape
        return {"answer": answer, **({"tolerance": tolerance} if tolerance else {})}
    if en.kind == "match":
        return {"pairs": [{"left": left, "right": right} for left, right in zip(pairs[::2], pairs[1::2], strict=True)]}
    forms = list(dict.fromkeys([*en.texts, *bn.texts]))
    return {"accepted": forms} if en.kind == "text" else {"gaps": [forms]}
