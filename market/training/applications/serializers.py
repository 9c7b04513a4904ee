"""Applications in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import NameSerializer, TextField, WholeNumberField
from market.training.applications.progress import outcome_of
from market.training.applications.step_actions import MOST_TOPICS, NAME_LENGTH, NUMBER_LENGTH
from market.training.applications.steps import missing_steps, objection_of
from market.training.models import Application, District, Enrolment, Phase, SelectionPlace, Topic


class OfferedBatchSerializer(serializers.Serializer[Any]):
    """A topic that a phase has in a district."""

    topic = NameSerializer()
    seats = serializers.IntegerField()


class DistrictOfferSerializer(serializers.Serializer[Any]):
    """A district of a phase."""

    district = NameSerializer()
    seats = serializers.IntegerField()
    topics = OfferedBatchSerializer(many=True, source="batches")


class PhaseOfferSerializer(serializers.Serializer[Any]):
    """A phase for which people apply, or will: `is_open` says which."""

    id = serializers.IntegerField(source="phase.pk")
    number = serializers.IntegerField(source="phase.number")
    programme = serializers.CharField(source="phase.programme.name")
    is_open = serializers.BooleanField()
    opens_at = serializers.DateTimeField(source="phase.opens_at")
    closes_at = serializers.DateTimeField(source="phase.closes_at")
    starts_on = serializers.DateField(source="phase.starts_on")
    seats = serializers.IntegerField()
    districts = DistrictOfferSerializer(many=True)


class BeginFields(serializers.Serializer[Any]):
    """For which phase."""

    phase = serializers.PrimaryKeyRelatedField(queryset=Phase.objects.all())


class StepFields(serializers.Serializer[Any]):
    """What is to be saved: fields of one or more steps. Those of a step that belong together come together."""

    district = serializers.SlugRelatedField(slug_field="slug", queryset=District.objects.all(), required=False)
    certificate_number = TextField(most=NUMBER_LENGTH, required=False)
    certificate_name = TextField(most=NAME_LENGTH, required=False)
    topics = serializers.ListField(
        child=serializers.SlugRelatedField(slug_field="slug", queryset=Topic.objects.all()),
        required=False,
        max_length=MOST_TOPICS,
        help_text="In order of wish.",
    )
    device = serializers.ChoiceField(Application.Device.choices, required=False)
    connection = serializers.ChoiceField(Application.Connection.choices, required=False)
    weekly_hours = WholeNumberField(required=False)
    consent = serializers.BooleanField(required=False)


class DrawnPlaceSerializer(serializers.ModelSerializer[SelectionPlace]):
    """What the published draw gave; `batch` is the code of the batch of a seat."""

    batch = serializers.CharField(source="batch.code", allow_null=True, default=None)

    class Meta:
        model = SelectionPlace
        fields = ("rank", "score", "outcome", "batch")
        read_only_fields = fields


class OwnPlaceSerializer(serializers.ModelSerializer[Enrolment]):
    """The place in a batch that was offered."""

    batch = serializers.CharField(source="batch.code")

    class Meta:
        model = Enrolment
        fields = ("id", "batch", "state", "answer_due_at")
        read_only_fields = fields


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application as its applicant sees it. `missing`: steps that are not done; `objection`: its state, or ""."""

    district = NameSerializer(allow_null=True)
    device = serializers.ChoiceField(Application.Device.choices, allow_blank=True)
    connection = serializers.ChoiceField(Application.Connection.choices, allow_blank=True)
    topics = serializers.SerializerMethodField()
    has_certificate = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    objection = serializers.SerializerMethodField()
    place = serializers.SerializerMethodField()
    enrolment = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields: tuple[str, ...] = (
            *("id", "phase", "state", "number", "district", "certificate_number", "certificate_name"),
            *("has_certificate", "objection", "topics", "device", "connection", "weekly_hours", "consented_at"),
            *("begun_at", "submitted_at", "withdrawn_at", "missing", "place", "enrolment"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_topics(self, row: Application) -> list[str]:
        """Slugs in order of wish."""
        return [each.topic.slug for each in row.wishes.select_related("topic")]

    def get_has_certificate(self, row: Application) -> bool:
        """Whether the register has the certificate."""
        return row.certificate_id is not None

    def get_missing(self, row: Application) -> list[str]:
        """Names of steps."""
        return [step.value for step in missing_steps(row)] if row.state == Application.State.DRAFT else []

    def get_objection(self, row: Application) -> str:
        """Where the objection to the register stands."""
        objection = objection_of(row)
        return str(objection.state) if objection is not None else ""

    @extend_schema_field(DrawnPlaceSerializer(allow_null=True))
    def get_place(self, row: Application) -> Any:
        """None before the draw is published."""
        place = outcome_of(row)["place"]
        return DrawnPlaceSerializer(place).data if place else None

    @extend_schema_field(OwnPlaceSerializer(allow_null=True))
    def get_enrolment(self, row: Application) -> Any:
        """None before a place is offered."""
        enrolment = outcome_of(row)["enrolment"]
        return OwnPlaceSerializer(enrolment).data if enrolment else None


class PhaseApplicationSerializer(serializers.ModelSerializer[Application]):
    """An application in the officers' list."""

    district = NameSerializer()
    topics = serializers.SerializerMethodField()
    has_certificate = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = ("id", "number", "state", "district", "topics", "has_certificate", "submitted_at", "withdrawn_at")
        read_only_fields = fields

    def get_topics(self, row: Application) -> list[str]:
        """Slugs in order of wish."""
        return [each.topic.slug for each in row.wishes.all()]

    def get_has_certificate(self, row: Application) -> bool:
        """Whether the register has the certificate."""
        return row.certificate_id is not None


class ApplicationRecordSerializer(ApplicationSerializer):
    """An application as officers see it."""

    applicant = serializers.CharField(source="applicant.shown_name")

    class Meta(ApplicationSerializer.Meta):
        fields = (*ApplicationSerializer.Meta.fields, "applicant")
        read_only_fields = fields
