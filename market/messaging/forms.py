"""The form for a message."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.files.forms import AttachingForm
from market.messaging.appending import MAX_TEXT_LENGTH


class MessageForm(AttachingForm):
    """A message with files. The page sets its `client_id`, so that a repeated request adds no second one."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    text = TextField(most=MAX_TEXT_LENGTH, lines=1, label=_("Message"), required=False)
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uploads"].widget.resumes = False  # the conversation's own script sends them


class EditForm(Form):
    """The new text of a message."""

    text = TextField(most=MAX_TEXT_LENGTH, lines=3, label=_("Message"), required=False)
