"""The list of scam phrases: staff add and remove them."""

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound, require_length
from market.core.text.bangla import nfc
from market.moderation.cases.rules import phrase_parts, plain_words
from market.moderation.models import Phrase

LENGTH = 100
LEAST_WORDS = 2


class PhraseKnown(DomainError):
    help = "moderation#flags"
    code, sentence = "phrase_known", _("These words stand in the list already.")


@atomic
def add_phrase(*, by: User, words: str) -> Phrase:
    """Add a phrase to the list, or restore a removed one; a + separates parts that need not be adjacent.

    Raises NotFound to all but moderators and leads, PhraseKnown, Invalid at "words".
    """
    _require_staff(by)
    text = " ".join(nfc(words).split())
    require_length("words", text, LENGTH)
    if len(plain_words(text)) < LEAST_WORDS:  # a single word matches too many texts
        raise Invalid(errors={"words": [_("Give two words or more, as they stand in a text.")]})
    normalized = " + ".join(phrase_parts(text))
    fields = {"added_by": by, "added_at": clock.now(), "removed_by": None, "removed_at": None}
    try:
        with atomic():
            if not Phrase.objects.filter(words=normalized, removed_at__isnull=False).update(**fields):
                Phrase.objects.create(words=normalized, **fields)
    except IntegrityError as twin:
        raise PhraseKnown from twin
    phrase = Phrase.objects.get(words=normalized)
    audit("phrase.added", by=by, on=phrase, words=phrase.words)
    return phrase


@atomic
def remove_phrase(*, by: User, phrase_id: int) -> None:
    """Remove a phrase from the list; its flags stay. Raises NotFound."""
    _require_staff(by)
    phrase = lock(Phrase.objects.in_use(), phrase_id)
    phrase.removed_by, phrase.removed_at = by, clock.now()
    phrase.save(update_fields=["removed_by", "removed_at"])
    audit("phrase.removed", by=by, on=phrase, words=phrase.words)


def _require_staff(by: User) -> None:
    if not by.has_role(User.Role.MODERATOR, User.Role.LEAD):
        raise NotFound
