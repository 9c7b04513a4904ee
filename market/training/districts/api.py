"""The public API of the programme's map."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from market.core.api.serializers import NameSerializer
from market.core.api.views import PublicView
from market.training.districts.queries import Stand, programme_map
from market.training.graduation.queries import issued_by_hand, phase_counts
from market.training.not_held.queries import classes_not_held


class DistrictStandSerializer(serializers.Serializer[Any]):
    """A district and where the programme stands there."""

    district = NameSerializer()
    division = serializers.CharField()
    state = serializers.ChoiceField(Stand.choices, source="stand")
    seats = serializers.IntegerField()
    seats_taken = serializers.IntegerField(source="taken")
    phases = serializers.ListField(child=serializers.IntegerField())
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class CountsSerializer(serializers.Serializer[Any]):
    """How many districts are in which state, and their seats."""

    not_begun = serializers.IntegerField(source="counts.not_begun")
    running = serializers.IntegerField(source="counts.running")
    done = serializers.IntegerField(source="counts.done")
    seats = serializers.IntegerField()
    seats_taken = serializers.IntegerField(source="taken")


class PhaseCountSerializer(serializers.Serializer[Any]):
    """Of a phase: certificates by the rule, and trainees with an exception from it."""

    phase = serializers.IntegerField(source="phase.number")
    certificates = serializers.IntegerField()
    exceptions = serializers.IntegerField()


class PhaseClassesSerializer(serializers.Serializer[Any]):
    """The classes of a phase that are over, and how many of them officers found not to have taken place."""

    phase = serializers.IntegerField(source="number")
    over = serializers.IntegerField()
    not_held = serializers.IntegerField()


class ProgrammeMapSerializer(serializers.Serializer[Any]):
    """The programme in all 64 districts."""

    name = serializers.SerializerMethodField()
    total = CountsSerializer()
    places = DistrictStandSerializer(many=True)
    graduation = serializers.SerializerMethodField()
    issued_by_hand = serializers.SerializerMethodField()
    classes = serializers.SerializerMethodField()

    @extend_schema_field(PhaseClassesSerializer(many=True))
    def get_classes(self, shown: Any) -> Any:
        """Of each phase with classes that are over."""
        return PhaseClassesSerializer(classes_not_held(shown.programme), many=True).data

    def get_name(self, shown: Any) -> str:
        """The programme's name in the caller's language; "" before there is one."""
        return str(shown.programme.name) if shown.programme else ""

    @extend_schema_field(PhaseCountSerializer(many=True))
    def get_graduation(self, shown: Any) -> Any:
        """Phases in which certificates were issued, or exceptions made."""
        return PhaseCountSerializer(phase_counts(shown.programme), many=True).data

    def get_issued_by_hand(self, shown: Any) -> int:
        """Certificates of batches that ended before there were calendars, issued since then by two officers."""
        return issued_by_hand()


class ProgrammeDetail(PublicView):
    """Where the programme stands."""

    @extend_schema(responses=ProgrammeMapSerializer)
    def get(self, request: Request) -> Response:
        """Every district with its state, seats, phases and days."""
        return self.respond(programme_map(), ProgrammeMapSerializer)
