"""The form of a quick reply."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.messaging.phrases.actions import REPLY_LENGTH


class QuickReplyForm(Form):
    """A text to keep."""

    text = TextField(most=REPLY_LENGTH, lines=4, label=_("Your quick reply"))
