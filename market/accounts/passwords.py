"""Words that whoever guesses a password tries first: the site's name, and what stands in the account itself."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SITE = {"amar", "kaj", "amarkaj", "আমার", "কাজ", "আমারকাজ"}
WHOLE = ("amarkaj", "আমারকাজ")  # also where it is part of something longer
DISGUISES = str.maketrans("@4301$5", "aaeoiss")
LONG = 4  # letters from which a word of one's own counts, wherever it stands


class ContextWordsValidator:
    """Refuses a password with the name of the site, or of who chooses it, or the own address in it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with a sentence about which it was."""
        own = _own(user)
        for words in (_words(password), _words(password.translate(DISGUISES))):
            run = "".join(words)
            if SITE.intersection(words) or any(name in run for name in WHOLE):
                raise ValidationError(_("The name of this site is guessed first: leave it out."), "site_name")
            if any(word in run for word in own):
                raise ValidationError(_("Your own name or address is guessed first: leave it out."), "own_name")

    def get_help_text(self) -> str:
        """The rule, for who reads it before choosing."""
        return _("Leave out the name of this site, your own name and your address.")


def _words(text: str) -> list[str]:
    """Its runs of letters, with the signs that Bangla sets on them."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each if unicodedata.category(each)[0] in "LM" else " " for each in plain).split()


def _own(user: Any) -> set[str]:
    """The longer words of somebody's names and of the address before its @."""
    address = str(getattr(user, "email", "")).partition("@")[0]
    texts = (str(getattr(user, "name", "")), str(getattr(user, "display_name", "")), address)
    return {word for text in texts for word in _words(text) if len(word) >= LONG}
