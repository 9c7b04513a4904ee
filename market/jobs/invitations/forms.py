"""The forms of an invitation, and of its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField, WholeNumberField
from market.jobs.invitations.actions import REASON_LENGTH, WORDS_LENGTH
from market.jobs.models import Invitation


class DeclineForm(Form):
    """Why a freelancer declines an invitation."""

    why = forms.ChoiceField(label=_("Why"), choices=Invitation.Why, widget=forms.RadioSelect)
    reason = TextField(most=REASON_LENGTH, lines=3, required=False, label=_("In your own words"))


class InviteForm(Form):
    """The job, and the client's words to the freelancer."""

    job = WholeNumberField(label=_("Job"), min_value=1)
    words = TextField(most=WORDS_LENGTH, lines=2, required=False, label=_("A few words to her"))
