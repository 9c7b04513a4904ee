"""Forms of webhooks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form
from market.integrations.webhook_events import choices


class EndpointForm(Form):
    """Where, and what."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Of your program. It begins with https."),
    )
    events = forms.MultipleChoiceField(choices=choices, label=_("Events"), widget=forms.CheckboxSelectMultiple)
