"""Forms of the plan: programmes, phases with their batches, templates, places and trainers."""

from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext_lazy as _

from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.forms import ClockField, DayField, Form, TextField, WholeNumberField
from market.core.web.row_forms import FormWithRows, RowForm, RowFormSet
from market.training.classes.forms import TrainerField, VenueField
from market.training.forms import DistrictField, TopicField
from market.training.models import PlanTemplate, Programme
from market.training.plans.actions import ADDRESS_LENGTH, NAME_LENGTH, VenueDetails
from market.training.plans.planning import BatchPlan, PhasePlan

ROWS = 8  # districts of a phase
SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


class NamedForm(Form):
    """Something with a name in both languages."""

    name_bn = TextField(most=NAME_LENGTH, label=_("Name in Bangla"))
    name_en = TextField(most=NAME_LENGTH, label=_("Name in English"))


class ProgrammeForm(NamedForm):
    """A programme."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))


class NamedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choice of a row with a name in both languages."""

    def label_from_instance(self, row: Any) -> str:
        """What stands in the list."""
        return str(row.name)


class BatchRow(RowForm):
    """A batch of a phase."""

    district = DistrictField(empty_label=_("Choose"))
    topic = TopicField(empty_label=_("Choose"))
    trainer = TrainerField(required=False, empty_label=_("Nobody yet"))
    venue = VenueField(required=False, empty_label=_("Not chosen yet"), label=_("Place of face-to-face classes"))
    class_at = ClockField(required=False, label=_("Live classes at"))
    in_person_at = ClockField(required=False, label=_("Face-to-face classes at"))


class PlanTemplateField(NamedField):
    """The choice of a template, with what it plans."""

    def label_from_instance(self, row: PlanTemplate) -> str:
        """Its name, and how many classes and months it has."""
        text = _("%(name)s: %(live)s live, %(in_person)s face-to-face classes, months of project work: %(months)s")
        numbers = {"live": row.class_count, "in_person": row.in_person_count, "months": row.project_months}
        shown = {name: format_number(number, language()) for name, number in numbers.items()}
        return str(text % {"name": row.name, **shown})


BatchFormSet = forms.formset_factory(BatchRow, formset=RowFormSet, max_num=ROWS)


class PhaseForm(FormWithRows):
    """A phase with its batches."""

    programme = NamedField(Programme.objects.all(), label=_("Programme"), empty_label=None)
    number = WholeNumberField(label=_("Number of the phase"))
    template = PlanTemplateField(PlanTemplate.objects.all(), label=_("Template"), empty_label=None)
    first_day = DayField(
        label=_("First day"), help_text=_("Classes begin on the first weekday of the template from this day on.")
    )
    opens_on = DayField(label=_("Applications from"))
    closes_on = DayField(label=_("Applications until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batches = self.add_rows("batches", BatchFormSet)

    @property
    def plan(self) -> PhasePlan:
        """What was typed."""
        rows = tuple(BatchPlan(**row.cleaned_data) for row in self.batches.filled())
        return PhasePlan(**self.cleaned_data, batches=rows)


class WeekdaysField(forms.TypedMultipleChoiceField):
    """Days of the week, Sunday first."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [(day, dates.WEEKDAYS[day]) for day in SUNDAY_FIRST]
        super().__init__(choices=choices, coerce=int, widget=forms.CheckboxSelectMultiple, **kwargs)


class TemplateForm(NamedForm):
    """How a batch goes."""

    seats = WholeNumberField(label=_("Seats"))
    class_count = WholeNumberField(label=_("How many live classes"))
    class_weekdays = WeekdaysField(label=_("On these days"))
    class_at = ClockField(label=_("They begin at"))
    class_minutes = WholeNumberField(label=_("Minutes"))
    ramadan_at = ClockField(label=_("In Ramadan they begin at"))
    in_person_count = WholeNumberField(label=_("How many face-to-face classes"))
    in_person_weekdays = WeekdaysField(label=_("On these days"))
    in_person_at = ClockField(label=_("They begin at"))
    in_person_minutes = WholeNumberField(label=_("Minutes"))
    project_months = WholeNumberField(label=_("Months of project work"))


class VenueForm(NamedForm):
    """A place of face-to-face classes."""

    district = DistrictField(empty_label=_("Choose"))
    address = TextField(most=ADDRESS_LENGTH, lines=2, label=_("Address"))
    seats = WholeNumberField(label=_("Seats"))

    field_order = ("district", "name_bn", "name_en", "address", "seats")

    @property
    def details(self) -> VenueDetails:
        """What was typed."""
        return VenueDetails(**self.cleaned_data)


class AddTrainerForm(Form):
    """Somebody who is to teach a batch."""

    trainer = TrainerField(empty_label=_("Choose"))
    as_lead = forms.BooleanField(
        required=False, label=_("As its lead trainer"), help_text=_("The lead trainer may move and cancel its classes.")
    )


class RemoveTrainerForm(Form):
    """Who takes over the classes of a trainer who goes."""

    successor = TrainerField(
        required=False,
        empty_label=_("Nobody"),
        label=_("Who takes over the classes that are still to come"),
    )
