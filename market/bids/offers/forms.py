"""The form of a direct offer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from market.bids.forms import TermsForm
from market.bids.offers.actions import TITLE_STORED, WorkDescription
from market.bids.offers.terms import TITLE_LENGTH
from market.core.base.money import paid_currencies
from market.core.web.forms import TextField
from market.files.forms import AttachingForm
from market.jobs.forms import PaidForm
from market.jobs.postings.details import DESCRIPTION_LENGTH


class OfferForm(AttachingForm, PaidForm, TermsForm):
    """A contract that a client offers to one freelancer; a freelancer's own is `CustomOfferForm`."""

    shrinks = "offered"

    title = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, label=_("Title"))
    description = TextField(most=DESCRIPTION_LENGTH, lines=8, label=_("What is to be done"))

    def __init__(self, data: Any = None, *, as_client: bool = True, **kwargs: Any) -> None:
        kwargs["as_client"] = as_client
        paid_in = paid_currencies()
        wished = data.get("currency") if data else kwargs.get("initial", {}).get("currency")
        super().__init__(data, currency=wished if wished in paid_in else paid_in[0], **kwargs)
        self.fields["currency"].required = False
        self.fields["currency"].initial = self.in_currency

    def work(self) -> WorkDescription:
        """What is to be done; the form must be valid."""
        return WorkDescription(self.cleaned_data["title"], self.cleaned_data["description"])
