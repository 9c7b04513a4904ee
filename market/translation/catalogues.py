"""Compiling translation catalogues with Babel, so that a machine needs no gettext programs.

An app's Bangla stands in its locale/bn/LC_MESSAGES/django.po; the compiled file beside it is never committed. That of
the core also holds what Django, DRF, django-filter and allauth may say to a person (see `translation.extraction`).
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

MARKET = Path(__file__).resolve().parent.parent
LANGUAGE = "bn"
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[-#0 +\d.]*[a-zA-Z]|%[sdrif]|\{\w*(?::\w+)?\}")


class CatalogueWrong(Exception):
    """A translation that would break a page; its text names the file and the message."""


def path_of(app: str) -> Path:
    """Where the Bangla catalogue of an app stands, or would stand."""
    return MARKET / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def apps() -> list[str]:
    """The names of the folders under market/ that are apps."""
    return sorted(path.parent.name for path in MARKET.glob("*/apps.py"))


def read(path: Path) -> Catalog:
    """The catalogue of a file; an empty one when there is none. Raises CatalogueWrong when it cannot be read."""
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    try:
        with path.open("rb") as source:
            return read_po(source, locale=LANGUAGE, abort_invalid=True)
    except Exception as wrong:
        raise CatalogueWrong(f"{path}: {wrong}") from wrong


def compile_all() -> list[Path]:
    """Compile each catalogue that is newer than its compiled file. Returns the compiled files that were written.

    Raises CatalogueWrong, and leaves that file as it was, when placeholders of a translation differ.
    """
    written = []
    for path in sorted(MARKET.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns <= path.stat().st_mtime_ns:
            _compile(path, target)
            written.append(target)
    return written


def _compile(path: Path, target: Path) -> None:
    catalogue = read(path)
    for problem in placeholder_problems(catalogue):
        raise CatalogueWrong(f"{path}: {problem}")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    # Two processes may start at once: each writes a file of its own and moves it into place whole.
    part = target.with_suffix(f".{os.getpid()}.mo")
    part.write_bytes(compiled.getvalue())
    part.replace(target)


def placeholder_problems(catalogue: Catalog) -> Iterator[str]:
    """A sentence for each translation that lacks a placeholder of its message or has one of its own."""
    for message in catalogue:
        for text in translations(message):
            ours, allowed = placeholders(text), allowed_placeholders(message)
            if message.id and text and ours not in allowed:
                yield f"{message.id!r}: placeholders {ours} of {text!r} should be {allowed[-1]}."


def is_translated(message: Message | None) -> bool:
    """Whether every form of the message has a text and none is a guess."""
    return message is not None and not message.fuzzy and all(translations(message))


def translations(message: Message) -> list[str]:
    """The texts of a message: one, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def allowed_placeholders(message: Message) -> list[list[str]]:
    """The placeholders that a translation may have: those of the singular or of the plural."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    return [placeholders(form) for form in forms]


def placeholders(text: str) -> list[str]:
    """The placeholders of a text in alphabetical order: named ones once, nameless ones as often as they stand."""
    marks = [mark for mark in PLACEHOLDER.findall(text) if mark != "%%"]
    nameless = [mark for mark in marks if len(mark) == len("%s")]
    return sorted([*nameless, *(set(marks) - set(nameless))])


if __name__ == "__main__":  # `make setup`: a tenth of what `manage.py compile_catalogues` takes
    compile_all()
