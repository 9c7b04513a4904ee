"""Forms to check and to claim a certificate."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form


def code_input(example: str) -> forms.TextInput:
    """An input for a code, which a keyboard must not complete or correct."""
    return forms.TextInput(
        attrs={
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "placeholder": format_lazy("{} {}", _("for example"), example),
        }
    )


class CheckForm(Form):
    """Which certificate somebody wants to check."""

    serial = forms.CharField(max_length=80, label=_("Certificate number"), widget=code_input("AIAA-RAN-2018-014"))


class ClaimForm(Form):
    """What stands on a graduate's letter."""

    serial = forms.CharField(max_length=80, label=_("Certificate number"), widget=code_input("AIAA-RAN-2018-014"))
    claim_code = forms.CharField(max_length=100, label=_("Claim code"), widget=code_input("k7mwp-4xq9c"))
