"""The form on the page of the stand-in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.sandbox.google.tokens import Outcome, sub_of

OTHER = "other"
# The number of the Google account, its address, its name. The first one is connected on a site with demonstration data.
PEOPLE = [
    ("100000000000000000001", "carla@demo.test", "Carla Jensen"),
    ("100000000000000000002", "rina@demo.test", "রিনা বেগম"),
    ("100000000000000000003", "mitu@demo.test", "Mitu Rahman"),
    ("100000000000000000004", "nusrat@demo.test", "Nusrat Jahan"),
]
OUTCOMES = [
    (Outcome.SIGN_IN, _("Everything is right")),
    (Outcome.ELSEWHERE, _("The mailbox is not Google's: somebody else may have it by now")),
    (Outcome.UNVERIFIED, _("Google has not confirmed the address")),
    (Outcome.WRONG_NONCE, _("The token is of another sign-in")),
    (Outcome.WRONG_AUDIENCE, _("The token is for another site")),
    (Outcome.WRONG_KEY, _("The token is signed by somebody else")),
    (Outcome.EXPIRED, _("The token is an hour too old")),
    (Outcome.DOWN, _("Google does not answer")),
    (Outcome.ERROR, _("Google says that something went wrong")),
]


class ChooseForm(Form):
    """Who one is at Google, and what happens. `sub` is the number of a made-up account: with it an address changes."""

    person = forms.ChoiceField(
        choices=[*((sub, f"{name} · {email}") for sub, email, name in PEOPLE), (OTHER, _("Somebody else:"))],
        widget=forms.RadioSelect,
        label=_("Which Google account?"),
        initial=PEOPLE[0][0],
    )
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    name = TextField(label=_("Name"), most=100, required=False)
    sub = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        choices=[*OUTCOMES, (Outcome.DECLINE, Outcome.DECLINE)], required=False, initial=Outcome.SIGN_IN
    )

    def clean(self) -> dict[str, Any]:
        """`sub`, `email` and `name` of whoever was chosen; all goes well where nothing else is said."""
        cleaned = super().clean() or self.cleaned_data
        listed = {sub: (sub, email, name) for sub, email, name in PEOPLE}.get(cleaned.get("person", ""))
        if listed:
            cleaned["sub"], cleaned["email"], cleaned["name"] = listed
        elif not cleaned.get("email"):
            self.add_error("email", _("Write an address."))
        cleaned["sub"] = cleaned.get("sub") or sub_of(cleaned.get("email") or "")
        cleaned["outcome"] = cleaned.get("outcome") or Outcome.SIGN_IN
        return cleaned
