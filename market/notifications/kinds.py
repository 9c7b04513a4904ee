"""The sentences of every kind of news, registered by the apps whose events they are (in their notices.py)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """`subject` stands in the bell and on the mail; `body` says what happens next; `action` is the button."""

    code: str
    subject: Sentence
    body: Sentence
    action: Sentence


OPEN = _("Open")
_kinds: dict[str, Kind] = {}


def register_kind(code: str, *, subject: Sentence, body: Sentence, action: Sentence = OPEN) -> None:
    """Make a kind of news known. Sentences have %(fact)s placeholders, filled in the reader's language."""
    _kinds[code] = Kind(code, subject, body, action)


def kind(code: str) -> Kind:
    """A registered kind. Raises KeyError for an unknown code: a slip of ours."""
    return _kinds[code]


def kinds() -> list[Kind]:
    """All of them."""
    return list(_kinds.values())
