"""The plan in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import User
from market.core.api.serializers import Changes, NameSerializer, TextField
from market.training.classes.serializers import TrainerKey, TrainerSerializer
from market.training.models import CalendarPeriod, District, PlanTemplate, Programme, Topic, Venue
from market.training.periods.actions import NAME_LENGTH as PERIOD_LENGTH
from market.training.plans.actions import ADDRESS_LENGTH, NAME_LENGTH
from market.training.plans.planning import MOST_BATCHES
from market.training.plans.queries import PHASE_STATES
from market.training.plans.stages import Stage


class NamedFields(serializers.Serializer[Any]):
    """A name in both languages."""

    name_en = TextField(most=NAME_LENGTH)
    name_bn = TextField(most=NAME_LENGTH)


class ProgrammeFields(NamedFields):
    """A programme that is to be added."""

    starts_on = serializers.DateField()
    ends_on = serializers.DateField()


class ProgrammeSerializer(ProgrammeFields):
    """A programme."""

    id = serializers.IntegerField()


class PlanTemplateFields(NamedFields):
    """How a batch goes. Weekdays count from Monday, 0; times are those of Bangladesh."""

    seats = serializers.IntegerField()
    class_count = serializers.IntegerField()
    class_weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7)
    class_at = serializers.TimeField(format="%H:%M")
    class_minutes = serializers.IntegerField()
    ramadan_at = serializers.TimeField(format="%H:%M")
    in_person_count = serializers.IntegerField()
    in_person_weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), max_length=7)
    in_person_at = serializers.TimeField(format="%H:%M")
    in_person_minutes = serializers.IntegerField()
    project_months = serializers.IntegerField()


class PlanTemplateSerializer(PlanTemplateFields):
    """The template of batches."""

    id = serializers.IntegerField()


class ChangePlanTemplateFields(Changes, PlanTemplateFields):
    """What is to be changed of a template."""


class BatchPlanFields(serializers.Serializer[Any]):
    """A batch of a phase; topic and district by their slugs."""

    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all())
    topic = serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all())
    trainer = TrainerKey(queryset=User.objects.none(), allow_null=True, default=None)
    venue = serializers.PrimaryKeyRelatedField(queryset=Venue.objects.all(), allow_null=True, default=None)
    class_at = serializers.TimeField(allow_null=True, default=None, help_text="Of live classes; null: the template's.")
    in_person_at = serializers.TimeField(allow_null=True, default=None, help_text="Of face-to-face classes, likewise.")


class PhaseFields(serializers.Serializer[Any]):
    """A phase with its batches. Trainees apply from `opens_on` until `closes_on`, both included."""

    programme = serializers.PrimaryKeyRelatedField(queryset=Programme.objects.all())
    number = serializers.IntegerField(min_value=1, max_value=99)
    template = serializers.PrimaryKeyRelatedField(queryset=PlanTemplate.objects.all())
    first_day = serializers.DateField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    batches = BatchPlanFields(many=True, min_length=1, max_length=MOST_BATCHES)  # type: ignore[call-arg]  # of a list


class SlotSerializer(serializers.Serializer[Any]):
    """A class that would be."""

    kind = serializers.CharField()
    number = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class BatchPreviewSerializer(serializers.Serializer[Any]):
    """A batch as it would be; `conflicts` are sentences, one for each class that meets another one."""

    code = serializers.CharField()
    district = NameSerializer(source="plan.district")
    topic = NameSerializer(source="plan.topic")
    classes = SlotSerializer(many=True, source="calendar.slots")
    last_day = serializers.DateField(source="calendar.last_day")
    conflicts = serializers.ListField(child=serializers.CharField())


class StagedBatchSerializer(serializers.Serializer[Any]):
    """A batch of a phase and where it stands."""

    id = serializers.IntegerField(source="batch.pk")
    code = serializers.CharField(source="batch.code")
    district = NameSerializer(source="batch.district")
    topic = NameSerializer(source="batch.topic")
    trainer = TrainerSerializer(source="batch.trainer", allow_null=True)
    seats = serializers.IntegerField(source="batch.seats")
    seats_taken = serializers.IntegerField(source="batch.taken")
    started_on = serializers.DateField(source="batch.started_on")
    ended_on = serializers.DateField(source="batch.ended_on")
    class_at = serializers.TimeField(source="batch.class_at", format="%H:%M", allow_null=True)
    in_person_at = serializers.TimeField(source="batch.in_person_at", format="%H:%M", allow_null=True)
    stage = serializers.ChoiceField(Stage.choices)
    classes_held = serializers.IntegerField(source="held")
    classes_planned = serializers.IntegerField(source="planned")


class PhaseSerializer(serializers.Serializer[Any]):
    """A phase with its batches."""

    id = serializers.IntegerField(source="phase.pk")
    programme = serializers.IntegerField(source="phase.programme_id")
    number = serializers.IntegerField(source="phase.number")
    template = serializers.IntegerField(source="phase.template_id")
    starts_on = serializers.DateField(source="phase.starts_on")
    opens_at = serializers.DateTimeField(source="phase.opens_at")
    closes_at = serializers.DateTimeField(source="phase.closes_at")
    state = serializers.ChoiceField(PHASE_STATES)
    batches = StagedBatchSerializer(many=True)


class VenueFields(NamedFields):
    """A place of face-to-face classes."""

    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all())
    address = TextField(most=ADDRESS_LENGTH)
    seats = serializers.IntegerField()


class PeriodFields(serializers.Serializer[Any]):
    """Days without classes, or with other hours; both days are included."""

    kind = serializers.ChoiceField(CalendarPeriod.Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    name_en = TextField(most=PERIOD_LENGTH)
    name_bn = TextField(most=PERIOD_LENGTH)


class PeriodSerializer(PeriodFields):
    """A holiday, or Ramadan."""

    id = serializers.IntegerField()


class AddTrainerFields(serializers.Serializer[Any]):
    """Somebody who is to teach a batch."""

    trainer = TrainerKey(queryset=User.objects.none())
    as_lead = serializers.BooleanField(default=False)


class RemoveTrainerFields(serializers.Serializer[Any]):
    """Who takes over the classes of a trainer who goes."""

    successor = TrainerKey(queryset=User.objects.none(), allow_null=True, default=None)
