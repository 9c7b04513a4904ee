"""The form of a custom offer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from market.bids.custom_offers.actions import MOST_OPEN_DAYS
from market.bids.offers.forms import OfferForm
from market.core.text.formats import format_number
from market.core.text.locale import language

OPEN_DAYS = (1, 3, 7, 14, MOST_OPEN_DAYS)


def _open_days_choices() -> list[tuple[int, str]]:
    days = sorted({*OPEN_DAYS, settings.LIFECYCLE.offer_days})
    return [
        (each, ngettext("%(num)s day", "%(num)s days", each) % {"num": format_number(each, language())})
        for each in days
    ]


class CustomOfferForm(OfferForm):
    """Work that a freelancer offers to a client, and how long it can be answered."""

    open_days = forms.TypedChoiceField(choices=_open_days_choices, coerce=int, label=_("Open for"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, as_client=False, **kwargs)
        self.fields["open_days"].initial = settings.LIFECYCLE.offer_days
        self.fields["description"].label = _("What you will deliver")
