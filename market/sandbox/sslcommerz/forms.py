"""The form on the payer's page of the stand-in."""

from django import forms

from market.core.web.forms import Form

OUTCOMES = ("pay", "pay_risky", "pay_less", "pay_twice", "pay_late", "decline", "cancel", "time_out")


class SslcommerzForm(Form):
    """What the payer does."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in OUTCOMES])
