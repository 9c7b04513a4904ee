"""The form that begins a conversation about a job."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, WholeNumberField


class TalkForm(Form):
    """The job that the conversation is about, if any."""

    job = WholeNumberField(label=_("Job"), min_value=1, required=False)
