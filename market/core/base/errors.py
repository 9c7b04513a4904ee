"""Refusals. An action that cannot do what it is asked raises one of these; nobody returns None for "refused".

Each is a fact with an HTTP status, a stable code for programs and a sentence for the user, in the user's language.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db.utils import DataError
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from moneyed import Money

from market.core.text.bangla import is_too_long
from market.core.text.formats import format_money, format_number
from market.core.text.locale import language

Errors = Mapping[str, list[Any]]


class DomainError(Exception):
    """A refusal. `facts` fill the placeholders of the sentence; `errors` name fields ("milestones.0.amount").

    `help` names the help page, and its section, that says more ("bids#quota"). `advice` says on a page of its own what
    can be done, in place of what mostly can for its status.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    sentence: ClassVar[str | Promise] = _("This cannot be done now.")
    help: ClassVar[str] = ""
    advice: ClassVar[str | Promise] = ""
    retry_after: int = 0  # seconds after which it may go well; 0: nobody knows

    def __init__(self, *, errors: Errors | None = None, **facts: object) -> None:
        super().__init__(self.code)
        self.errors: Errors = errors or {}
        self.facts = facts

    def __str__(self) -> str:
        """The sentence for the user, in the language that is active now."""
        return filled(self.sentence, **self.facts)


def filled(sentence: str | Promise, **facts: object) -> str:
    """A sentence with its facts as people read them: money with its sign, numbers in their script, states in words."""
    return str(sentence) % dict(map(_readable, facts.items())) if facts else str(sentence)


def _readable(fact: tuple[str, object]) -> tuple[str, object]:
    name, value = fact
    if isinstance(value, Money):
        return name, format_money(value, language())
    if isinstance(value, int):
        return name, format_number(value, language())
    return (name, str(value).lower()) if name == "state" else fact


_lazy_number = lazy(lambda number: format_number(number, language()), str)


class NotFound(DomainError):
    """There is no such thing, or the user may not see it: both give the same answer."""

    status, code = 404, "not_found"
    sentence = _("This does not exist, or it is not yours to see.")


class NotAllowed(DomainError):
    """A party, or a signed-in user, without the right."""

    status, code = 403, "not_allowed"
    sentence = _("You may not do this.")


class Invalid(DomainError):
    """The input breaks a rule. `errors` says where."""

    status, code = 400, "invalid"
    sentence = _("Please correct what is marked.")

    @classmethod
    def at(cls, field: str, **facts: object) -> Self:
        """The refusal whose own sentence is what is wrong with this field."""
        refusal = cls()
        refusal.facts = facts
        refusal.errors = {field: [str(refusal)]}
        return refusal


class TooManyFields(Invalid):
    """A request has more parameters, or fields of a form, than are read: `most`."""

    code = "too_many_fields"
    sentence = _("This request has more than %(most)s parameters, so nothing of it was taken. Send fewer.")
    advice = _("Open the page again by its plain address, or go back and choose less.")


class TooManyFiles(Invalid):
    """A request has more files than are read."""

    code = "too_many_files"
    sentence = _("Too many files were sent at once, so nothing of it was taken. Choose fewer files.")
    advice = _("Go back: what you typed is still there.")


class NotText(Invalid):
    """Something that was sent holds a NUL, which no text does, and the database takes none."""

    code = "not_text"
    sentence = _("What was sent holds a character that is no text.")


NULS = ("NUL (0x00)", "unsupported Unicode escape sequence")  # of a text column, and of a text in JSON


def is_not_text(error: Exception) -> bool:
    """Whether this is the database's refusal of a text with a NUL in it. Where no field looked, the database does."""
    return isinstance(error, DataError) and any(words in str(error) for words in NULS)


def require_length(field: str, text: str, most: int) -> None:
    """Raise Invalid at the field where a text has more than `most` characters, as a reader counts them."""
    if is_too_long(text, most):
        raise Invalid(errors={field: [_("Use %(most)s characters at most.") % {"most": most}]})


class TooMany(DomainError):
    """A limit is reached; `retry_after` seconds from now there is room again."""

    help = "clocks#limits"
    status, code = 429, "too_many"
    sentence = _("That was too often. Try again in %(wait)s.")

    def __init__(self, *, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = -(-retry_after // 60)
        wait = (
            format_lazy(ngettext_lazy("{minutes} minute", "{minutes} minutes", minutes), minutes=_lazy_number(minutes))
            if minutes < 120
            else format_lazy(_("{hours} hours"), hours=_lazy_number(-(-minutes // 60)))
        )
        super().__init__(wait=wait)


class ProviderUnavailable(DomainError):
    """A service outside does not answer. Nothing was done."""

    help = "delivering#fund"
    status, code = 503, "provider_unavailable"
    sentence = _("The payment service does not answer now. Nothing was charged. Please try again in a minute.")
