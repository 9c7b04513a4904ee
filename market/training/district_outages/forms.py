"""Forms of outages of a district. Times are those of Bangladesh."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.web.forms import ClockField, DayField, Form
from market.training.district_outages.models import DistrictOutage
from market.training.models import District


class EndForm(Form):
    """Until when it lasts."""

    until_day = DayField(label=_("Until, the day"))
    until_clock = ClockField(label=_("Until, in Bangladesh"))

    def until_at(self) -> datetime:
        """The typed instant; the form must be valid."""
        return _instant(self.cleaned_data, "until")

    def add_error_at(self, path: str, message: str) -> None:
        """Errors of an instant stand at its time of day."""
        super().add_error_at({"until_at": "until_clock", "from_at": "from_clock"}.get(path, path), message)


class OutageForm(EndForm):
    """Where, why, from when and until when."""

    district = forms.ModelChoiceField(queryset=District.objects.all(), label=_("District"), empty_label=_("Choose"))
    reason = forms.ChoiceField(choices=DistrictOutage.Reason.choices, widget=forms.RadioSelect, label=_("What failed"))
    from_day = DayField(label=_("From, the day"))
    from_clock = ClockField(label=_("From, in Bangladesh"))

    field_order = ("district", "reason", "from_day", "from_clock", "until_day", "until_clock")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        now = clock.local(clock.now())
        first = {"from_day": now.date(), "from_clock": now.time(), "until_day": now.date()}
        super().__init__(data, initial=first, **kwargs)

    def details(self) -> dict[str, Any]:
        """What `enter_outage` takes; the form must be valid."""
        sent = self.cleaned_data
        instants = {"from_at": _instant(sent, "from"), "until_at": self.until_at()}
        return {"district": sent["district"], "reason": sent["reason"], **instants}


def _instant(sent: dict[str, Any], name: str) -> datetime:
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(sent[f"{name}_day"], sent[f"{name}_clock"], zone)
