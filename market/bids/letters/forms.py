"""The form of a saved cover letter."""

from django.utils.translation import gettext_lazy as _

from market.bids.bids.actions import LETTER_LENGTH
from market.bids.letters.actions import NAME_LENGTH
from market.core.web.forms import Form, TextField


class LetterForm(Form):
    """A letter to keep."""

    title = TextField(most=NAME_LENGTH, max_length=5 * NAME_LENGTH, label=_("Name, for you only"))
    text = TextField(most=LETTER_LENGTH, lines=8, label=_("The letter"))
