"""Saved cover letters, to begin others with."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import LETTER_LENGTH
from market.bids.bids.refusals import LettersFull
from market.bids.models import Letter
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid
from market.core.text.bangla import graphemes, nfc

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_LETTERS = 20
NAME_LENGTH = 80


@atomic
def save_letter(*, by: "User", title: str, text: str) -> Letter:
    """Save a new one. Raises Invalid at the fields, LettersFull."""
    title, text = _clean_fields(title, text)
    if Letter.objects.visible_to(by).count() >= MOST_LETTERS:
        raise LettersFull(most=MOST_LETTERS)
    at = clock.now()
    return Letter.objects.create(owner=by, title=title, text=text, created_at=at, changed_at=at)


@atomic
def change_letter(*, by: "User", letter_id: int, title: str, text: str) -> Letter:
    """Change one. Raises NotFound, Invalid at the fields."""
    letter = lock(Letter.objects.visible_to(by), letter_id)
    letter.title, letter.text = _clean_fields(title, text)
    letter.changed_at = clock.now()
    letter.save(update_fields=["title", "text", "changed_at"])
    return letter


@atomic
def delete_letter(*, by: "User", letter_id: int) -> None:
    """Delete one. Bids that began with it keep their text. Raises NotFound."""
    lock(Letter.objects.visible_to(by), letter_id).delete()


def _clean_fields(title: str, text: str) -> tuple[str, str]:
    title, text = nfc(title).strip(), nfc(text).strip()
    errors: dict[str, list[object]] = {}
    for name, value, most, missing in (
        ("title", title, NAME_LENGTH, _("Give it a name that you will recognise.")),
        ("text", text, LETTER_LENGTH, _("Write the letter.")),
    ):
        if not value:
            errors[name] = [missing]
        elif graphemes(value) > most or (name == "title" and len(value) > 5 * NAME_LENGTH):
            errors[name] = [_("Use %(most)s characters at most.") % {"most": most}]
    if errors:
        raise Invalid(errors=errors)
    return title, text
