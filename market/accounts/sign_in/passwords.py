"""The site's name in a password: whoever guesses tries it first. Django compares names and address of the account."""

import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SITE = ("amarkaj", "আমারকাজ")
DISGUISES = str.maketrans("@4301$5", "aaeoiss")
DEMONSTRATION = "amar-kaj-demo"  # of the cast of a development site, known to all


class ContextWordsValidator:
    """Refuses a password with the name of the site in it, also in disguise; its single words are common ones."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if password == DEMONSTRATION and not settings.PRODUCTION:
            return
        if any(name in _letters(text) for text in (password, password.translate(DISGUISES)) for name in SITE):
            raise ValidationError(_("The name of this site is guessed first: leave it out."), "site_name")

    def get_help_text(self) -> str:
        """The rule, for who reads it before choosing."""
        return _("Leave out the name of this site.")


def _letters(text: str) -> str:
    """Its letters, with the signs that Bangla sets on them, and nothing else."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LM")
