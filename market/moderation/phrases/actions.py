"""The list of words known from scams: staff add and remove them."""

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotFound, require_length
from market.core.text.bangla import nfc
from market.moderation.cases.rules import parts_of, plain_words
from market.moderation.models import Phrase

LENGTH = 100
LEAST_WORDS = 2


class PhraseKnown(DomainError):
    help = "moderation#flags"
    code, sentence = "phrase_known", _("These words stand in the list already.")


@atomic
def add_phrase(*, by: User, words: str) -> Phrase:
    """Add words to the list, or put removed ones back; a + parts what may stand apart.

    Raises NotFound to all but moderators and leads, PhraseKnown, Invalid at "words".
    """
    _require_staff(by)
    text = " ".join(nfc(words).split())
    require_length("words", text, LENGTH)
    if len(plain_words(text)) < LEAST_WORDS:  # one word alone stands in half of all texts
        raise Invalid(errors={"words": [_("Give two words or more, as they stand in a text.")]})
    stands = " + ".join(parts_of(text))
    back = {"added_by": by, "added_at": clock.now(), "removed_by": None, "removed_at": None}
    try:
        with atomic():
            if not Phrase.objects.filter(words=stands, removed_at__isnull=False).update(**back):
                Phrase.objects.create(words=stands, **back)
    except IntegrityError as twin:
        raise PhraseKnown from twin
    phrase = Phrase.objects.get(words=stands)
    audit("phrase.added", by=by, on=phrase, words=phrase.words)
    return phrase


@atomic
def remove_phrase(*, by: User, phrase_id: int) -> None:
    """Take words off the list; what they found stays. Raises NotFound."""
    _require_staff(by)
    phrase = lock(Phrase.objects.in_use(), phrase_id)
    phrase.removed_by, phrase.removed_at = by, clock.now()
    phrase.save(update_fields=["removed_by", "removed_at"])
    audit("phrase.removed", by=by, on=phrase, words=phrase.words)


def _require_staff(by: User) -> None:
    if not by.has_role(User.Role.MODERATOR, User.Role.LEAD):
        raise NotFound
