"""Forms of coaching."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.coaching.mentoring.terms import COMMENT_LENGTH, PRICE_LENGTH
from market.core.web.forms import Form, TextField
from market.training.models import Enrolment


class AgreeForm(Form):
    """The freelancer's consent: it is never ticked beforehand."""

    agrees = forms.BooleanField(label=_("I agree that my coach sees this"))


class AskCoachForm(AgreeForm):
    """Whom to ask, and the consent."""

    trainer = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label=_("Your trainers"))

    def __init__(self, data: Any = None, *, trainers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["trainer"]
        field.choices = [(each.pk, each.shown_name) for each in trainers]
        self.order_fields(["trainer", "agrees"])
        if len(trainers) == 1:
            self.initial["trainer"] = trainers[0].pk


class OfferForm(Form):
    """Whom a trainer offers to coach."""

    place = forms.TypedChoiceField(coerce=int, label=_("Somebody of your batches"))

    def __init__(self, data: Any = None, *, places: Sequence[Enrolment], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["place"]
        field.choices = [("", "—"), *((each.pk, f"{each.name} · {each.batch.code}") for each in places)]


class ReviewForm(Form):
    """What the coach says of a bid."""

    comment = TextField(most=COMMENT_LENGTH, lines=5, required=False, label=_("The bid"))
    price_comment = TextField(most=PRICE_LENGTH, lines=2, required=False, label=_("The price"))
