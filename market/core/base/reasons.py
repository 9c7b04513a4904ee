"""Grounds of decisions; and reasons: whoever decides about somebody writes more than one word again and again."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid, filled, require_length
from market.core.text.bangla import fold, nfc

FEWEST_WORDS = 3  # different ones, of two letters and more
TOO_THIN = _("Give reasons that say something: a sentence of at least %(words)s different words.")


@dataclass(frozen=True, slots=True)
class Ground:
    """A published reason that a decision may rest on. `code` never changes its meaning."""

    code: str
    name: str | Promise
    meaning: str | Promise


def has_substance(text: str) -> bool:
    """Whether a text has a few different words: "aaaaaaaaaa", "ok ok ok ok" and "no" say nothing."""
    return len({word for word in fold(text).split() if len(set(word)) > 1}) >= FEWEST_WORDS


def too_thin() -> str:
    """The sentence for who wrote less, in the language that is active now."""
    return filled(TOO_THIN, words=FEWEST_WORDS)


def written_reason(text: str, most: int) -> str:
    """A reason as it is stored. Raises Invalid at "reason" for one that says nothing, or has over `most` letters."""
    reason = nfc(text).strip()
    require_length("reason", reason, most)
    if not has_substance(reason):
        raise Invalid(errors={"reason": [too_thin()]})
    return reason
