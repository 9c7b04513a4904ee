"""The filters of the officers' lists of trainees and of batches."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from market.core.base import clock
from market.core.text.bangla import nfc
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.training.graduation.queries import STANDS
from market.training.issuing.filters import choices_of
from market.training.models import Batch, BatchTrainer, District, Enrolment, Phase, Topic
from market.training.trainees.queries import BY_RULE, LISTED, behind, standing

STATES = [(each.value, each.label) for each in LISTED]
BEHIND = "behind"
STANDINGS = [(BEHIND, _("Falls behind")), *STANDS.items()]
TIMES = [("to_come", _("Not begun")), ("running", _("Running")), ("over", _("Over"))]


def of_time(value: str, batch: str = "") -> Q:
    """A condition on batches, or on rows with a `batch__`: to come, running today, or over."""
    today = clock.local(clock.now()).date()
    if value == "to_come":
        return Q(**{f"{batch}started_on__gt": today})
    if value == "over":
        return Q(**{f"{batch}ended_on__lt": today})
    return Q(**{f"{batch}started_on__lte": today, f"{batch}ended_on__gte": today})


class PhaseField(ModelChoiceField):
    """A phase, by its number."""

    def label_from_instance(self, obj: Phase) -> str:
        """As it is called, with its programme: each has a first one."""
        phase = str(_("Phase %(number)s")) % {"number": format_number(obj.number, language())}
        return f"{phase} · {obj.programme.name}"


class PhaseFilter(django_filters.ModelChoiceFilter):
    """Of a phase."""

    field_class = PhaseField


def _phase(column: str) -> PhaseFilter:
    rows = Phase.objects.select_related("programme").order_by("-programme__starts_on", "number")
    return PhaseFilter(field_name=column, queryset=rows, label=_("Phase"), empty_label=_("Any"))


def _named(column: str, kind: Any, label: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        field_name=column,
        to_field_name="slug",
        queryset=lambda request: choices_of(kind),
        label=label,
        empty_label=_("Any"),
    )


class TraineeFilter(django_filters.FilterSet):
    """By name, phase, district, topic, batch, state, whether the batch runs, and how they stand: that comes last, for
    whom the others left."""

    q = django_filters.CharFilter(method="search", label=_("Name or batch"))
    phase = _phase("batch__phase")
    district = _named("batch__district", District, _("District"))
    topic = _named("batch__topic", Topic, _("Topic"))
    batch = django_filters.ModelChoiceFilter(
        to_field_name="code",
        queryset=lambda request: Batch.objects.exclude(phase=None).order_by("code"),
        label=_("Batch"),
        widget=forms.TextInput,  # after years there are thousands to choose from
    )
    state = django_filters.ChoiceFilter(choices=STATES, label=_("State"), empty_label=_("Any"))
    time = django_filters.ChoiceFilter(method="by_time", choices=TIMES, label=_("Batches"), empty_label=_("Any"))
    stands = django_filters.ChoiceFilter(
        method="by_standing", choices=STANDINGS, label=_("How they stand"), empty_label=_("Any")
    )

    class Meta:
        model = Enrolment
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        """Those whose name, or whose batch, holds the text."""
        text = nfc(value).strip()
        own = Q(name_en__icontains=text) | Q(name_bn__icontains=text)
        return rows.filter(own | Q(batch__code__icontains=text))

    def by_time(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        """Those of batches that are to come, run today, or are over."""
        return rows.filter(of_time(value, "batch__"))

    def by_standing(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        """Those who fall behind, or stand so to the certificate."""
        if value == BEHIND:
            return rows.filter(pk__in=behind(rows))
        return standing(rows, value, lately=self.is_of_late)

    @property
    def is_of_late(self) -> bool:
        """Whether only batches of the last year are looked at: the rule is asked about each place without a
        certificate, and after years there are many."""
        chosen = self.form.cleaned_data
        return chosen.get("stands") in BY_RULE and not chosen.get("phase") and not chosen.get("batch")


class BatchFilter(django_filters.FilterSet):
    """By code, phase, district, topic, and whether it runs."""

    q = django_filters.CharFilter(field_name="code", lookup_expr="icontains", label=_("Batch"))
    phase = _phase("phase")
    district = _named("district", District, _("District"))
    topic = _named("topic", Topic, _("Topic"))
    time = django_filters.ChoiceFilter(method="by_time", choices=TIMES, label=_("State"), empty_label=_("Any"))

    class Meta:
        model = Batch
        fields: tuple[str, ...] = ()

    def by_time(self, rows: QuerySet[Batch], name: str, value: str) -> QuerySet[Batch]:
        """Those that are to come, run today, or are over."""
        return rows.filter(of_time(value))


class TrainersBatchFilter(BatchFilter):
    """The same for programs, and by trainer."""

    trainer = django_filters.NumberFilter(method="by_trainer", min_value=1, max_value=2**63 - 1, decimal_places=0)

    def by_trainer(self, rows: QuerySet[Batch], name: str, value: Decimal) -> QuerySet[Batch]:
        """Those that this user leads or teaches now."""
        teaching = BatchTrainer.objects.filter(trainer=int(value), removed_at=None).values("batch")
        return rows.filter(Q(trainer=int(value)) | Q(pk__in=teaching))
