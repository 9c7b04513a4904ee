"""The list of words known from scams: staff add and remove them."""

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core import clock
from market.core.audit import audit
from market.core.bangla import nfc
from market.core.db import atomic, lock
from market.core.errors import DomainError, Invalid, NotFound, require_length
from market.moderation.models import Phrase
from market.moderation.rules import parts_of, plain_words

LENGTH = 100
LEAST_WORDS = 2


class PhraseKnown(DomainError):
    help = "moderation#flags"
    code, sentence = "phrase_known", _("These words stand in the list already.")


@atomic
def add_phrase(*, by: User, words: str) -> Phrase:
    """Add words to the list; a + parts what may stand apart.

    Raises NotFound to all but moderators and leads, PhraseKnown, Invalid at "words".
    """
    _require_staff(by)
    text = " ".join(nfc(words).split())
    require_length("words", text, LENGTH)
    if len(plain_words(text)) < LEAST_WORDS:  # one word alone stands in half of all texts
        raise Invalid(errors={"words": [_("Give two words or more, as they stand in a text.")]})
    try:
        with atomic():
            phrase = Phrase.objects.create(words=" + ".join(parts_of(text)), added_by=by, added_at=clock.now())
    except IntegrityError as twin:
        raise PhraseKnown from twin
    audit("phrase.added", by=by, on=phrase, words=phrase.words)
    return phrase


@atomic
def remove_phrase(*, by: User, phrase_id: int) -> None:
    """Take words off the list; what they found stays. Raises NotFound."""
    _require_staff(by)
    phrase = lock(Phrase.objects.all(), phrase_id)
    audit("phrase.removed", by=by, on=phrase, words=phrase.words)
    phrase.delete()


def _require_staff(by: User) -> None:
    if not by.has_role(User.Role.MODERATOR, User.Role.LEAD):
        raise NotFound
