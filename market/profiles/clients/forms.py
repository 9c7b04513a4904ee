"""The form of a client's profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.profiles.clients.countries import country_choices


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("Not said")), *country_choices()]


class ClientForm(Form):
    """A client's profile."""

    company = TextField(most=120, max_length=300, required=False, label=_("Company or shop"))
    about = TextField(most=1500, max_length=6000, lines=5, required=False, label=_("About you"))
    country = forms.ChoiceField(choices=_country_choices, required=False, label=_("Country"))
    house_rules = TextField(
        most=1500, max_length=6000, lines=5, required=False, label=_("What freelancers should know")
    )
    shows_name = forms.BooleanField(required=False, label=_("Name me in the work history of those who worked for me"))
