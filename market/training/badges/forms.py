"""The form of a badge."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form


class BadgeForm(Form):
    """What a badge shows."""

    with_name = forms.BooleanField(required=False, label=_("Put my name on it"))
