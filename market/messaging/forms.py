"""The form for a message."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import TextField
from market.files.forms import AttachingForm
from market.messaging.actions import MAX_TEXT_LENGTH


class MessageForm(AttachingForm):
    """A message with files. The page sets its `client_id`, so that a repeated request adds no second one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = TextField(most=MAX_TEXT_LENGTH, lines=1, label=_("Message"), required=False)
