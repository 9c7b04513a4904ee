"""Forms of claims of outages. Times are those of Bangladesh, on the day of the class."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.web.forms import ClockField, Form, TextField
from market.training.models import ClassSession, OutageClaim
from market.training.outage_claims.actions import REASON_LENGTH, TEXT_LENGTH, OutageDetails


class ClaimOutageForm(Form):
    """What failed, from when to when, and what happened."""

    cause = forms.ChoiceField(choices=OutageClaim.Cause.choices, widget=forms.RadioSelect, label=_("What failed"))
    from_at = ClockField(label=_("From, in Bangladesh"))
    to_at = ClockField(label=_("To, in Bangladesh"))
    text = TextField(
        most=TEXT_LENGTH, lines=3, label=_("What happened"), help_text=_("Your trainers and the officers read it.")
    )

    @staticmethod
    def of(session: ClassSession, data: Any = None) -> "ClaimOutageForm":
        """The form with the time of the class."""
        times = {"from_at": session.starts_at, "to_at": session.ends_at}
        return ClaimOutageForm(data, initial={name: clock.local(at).time() for name, at in times.items()})

    def details(self, session: ClassSession) -> OutageDetails:
        """What was typed. A class that goes on past midnight has two days."""
        sent, day, zone = self.cleaned_data, clock.local(session.starts_at).date(), ZoneInfo(settings.TIME_ZONE)
        begins, ends = (datetime.combine(day, sent[name], zone) for name in ("from_at", "to_at"))
        if ends <= begins and clock.local(session.ends_at).date() > day:
            ends += timedelta(days=1)
        return OutageDetails(sent["cause"], begins, ends, sent["text"])


class DecideClaimForm(Form):
    """What a trainer or an officer decides."""

    accept = forms.ChoiceField(
        choices=[("yes", _("Accept: the trainee is excused")), ("no", _("Refuse the claim"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    reason = TextField(
        most=REASON_LENGTH,
        lines=3,
        required=False,
        label=_("Reason, if you refuse"),
        help_text=_("The trainee reads it."),
    )
