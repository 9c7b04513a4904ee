"""The form that begins a conversation about a job."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField, WholeNumberField

MAX_BEGINNING = 300


class TalkForm(Form):
    """The job or the service that the conversation is about, if any, and how the message begins that stands ready."""

    job = WholeNumberField(label=_("Job"), min_value=1, required=False)
    service = WholeNumberField(label=_("Service"), min_value=1, required=False)
    text = TextField(most=MAX_BEGINNING, label=_("Message"), required=False)
