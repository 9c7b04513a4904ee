"""The public names of a user: `display_name` as its owner writes it, and `other_name`, the same in the other script.

`other_name` is what its owner wrote or confirmed: readers of the other language see that or, where there is none, the
display name. The suggestion (`suggested_name`) is shown to its owner alone.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import Invalid
from market.core.base.time_zones import HOME_ZONE
from market.core.text.bangla import is_too_long, language_of
from market.core.text.names import is_other_script
from market.core.text.transliteration import other_script

NAME_LENGTH = 60  # characters as people count them
MAX_LENGTH = 120  # stored
IN_BANGLA = _("Write it in Bangla letters, or leave it out: the first name is in others.")
IN_LATIN = _("Write it in English letters, or leave it out: the first name is in Bangla ones.")


def suggested_name(user: User) -> str:
    """What the user's name may be in the other script, for its owner to check; "" if there is one already, or if
    nothing says that they read Bangla.
    """
    if user.other_name or not _reads_bangla(user):
        return ""
    name = other_script(user.display_name)
    fits = is_other_script(name, user.display_name) and not is_too_long(name, NAME_LENGTH) and len(name) <= MAX_LENGTH
    return name if fits else ""


def _reads_bangla(user: User) -> bool:
    """Whether the user can tell a right spelling from a wrong one: a client abroad who reads in English cannot."""
    is_graduate = user.side == User.Side.FREELANCER
    return user.language == "bn" or language_of(user.display_name) == "bn" or is_graduate or user.zone == HOME_ZONE


def with_other_name(user: User, changes: dict[str, Any]) -> dict[str, Any]:
    """Changes of a user, with what becomes of the other name: a new display name alone takes it away, since it was that
    of the old one.

    Raises Invalid with `other_name` where both would be in one script.
    """
    name = changes.get("display_name", user.display_name)
    before = "" if name != user.display_name else user.other_name
    other_name = changes.get("other_name", before)
    if other_name and not is_other_script(other_name, name):
        raise Invalid(errors={"other_name": [IN_LATIN if language_of(name) == "bn" else IN_BANGLA]})
    return changes if other_name == user.other_name else {**changes, "other_name": other_name}
