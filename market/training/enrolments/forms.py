"""Forms of places: reasons, another batch, and the filter of a batch's list."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.web.forms import Form, TextField
from market.training.batches.forms import BatchField
from market.training.classes.actions import REASON_LENGTH
from market.training.enrolments.queries import batches_with_room
from market.training.models import Batch, Enrolment


def _reason(help_text: Any, *, required: bool = True) -> TextField:
    return TextField(most=REASON_LENGTH, lines=2, required=required, label=_("Reason"), help_text=help_text)


class DeclineForm(Form):
    """Why somebody does not want the seat, if they like to say it."""

    reason = _reason(_("The programme's officers read it."), required=False)


class LeaveForm(Form):
    """Why a trainee leaves."""

    reason = _reason(_("The programme's officers read it."))


class DecisionForm(Form):
    """Why an officer decides so."""

    reason = _reason(_("The trainee reads it."))


class TransferForm(DecisionForm):
    """To which batch a trainee moves, and why."""

    batch = BatchField(queryset=Batch.objects.none(), empty_label=_("Choose"), label=_("Batch"))
    field_order = ("batch", "reason")

    def __init__(self, *args: Any, place: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["batch"].queryset = self.choices(place)  # type: ignore[attr-defined]  # a choice of rows

    @staticmethod
    def choices(place: Enrolment) -> QuerySet[Batch]:
        """Other batches that are not over and have a free seat."""
        today = clock.local(clock.now()).date()
        rows = batches_with_room().filter(ended_on__gte=today).exclude(pk=place.batch_id)
        return rows.select_related("topic", "district").order_by("district__name_en", "code")


class PlacesFilter(Form):
    """Places of a batch by their state."""

    state = forms.ChoiceField(required=False, label=_("State"), choices=[("", _("Any")), *Enrolment.State.choices])
