"""The composer."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.messaging.actions import LONGEST_TEXT


class MessageForm(Form):
    """A message. The page makes its `client_id`: sent twice it is one message."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = TextField(most=LONGEST_TEXT, lines=1, label=_("Message"))
