"""The form by which an officer refuses a draw."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.selection.actions import REASON_LENGTH


class RefuseDrawForm(Form):
    """Why a draw is not confirmed."""

    reason = TextField(
        most=REASON_LENGTH,
        max_length=1500,
        lines=3,
        label=_("What is wrong"),
        help_text=_("It stays on the record. The public page says how often a draw was refused."),
    )
