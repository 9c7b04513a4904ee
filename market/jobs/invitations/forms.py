"""The forms of an invitation, and of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField, WholeNumberField
from market.jobs.invitations.actions import CHOOSE_SOME, REASON_LENGTH, WORDS_LENGTH
from market.jobs.models import Invitation

MOST_DIGITS = 18  # of an id


class DeclineForm(Form):
    """Why a freelancer declines an invitation."""

    why = forms.ChoiceField(label=_("Why"), choices=Invitation.Why, widget=forms.RadioSelect)
    reason = TextField(most=REASON_LENGTH, lines=3, required=False, label=_("In your own words"))


class InviteForm(Form):
    """The job, and the client's words to the freelancer."""

    job = WholeNumberField(label=_("Job"), min_value=1)
    words = TextField(most=WORDS_LENGTH, lines=2, required=False, label=_("A few words to her"))


class IdsField(forms.TypedMultipleChoiceField):
    """Ids of rows that are ticked; the action says which of them it takes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def valid_value(self, value: str) -> bool:
        """Whether it can be an id."""
        return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS


class InvitePeopleForm(Form):
    """The ids of the profiles to invite, and the client's words to all of them."""

    profiles = IdsField(label=_("People"), error_messages={"required": CHOOSE_SOME})
    words = TextField(most=WORDS_LENGTH, lines=3, required=False, label=_("A few words to them"))

    @property
    def ticked(self) -> list[int]:
        """The ids that were ticked, also where the form is refused."""
        profiles: Any = self.fields["profiles"]
        return [int(each) for each in self["profiles"].value() or () if profiles.valid_value(each)]
