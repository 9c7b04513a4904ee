"""What trainers have to do each week, over HTTP."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from market.core.api.serializers import NameSerializer
from market.core.api.views import MemberRequest
from market.training.classes.serializers import TrainerSerializer
from market.training.issuing.api import Desk
from market.training.plans.load import loads


class LoadBatchSerializer(serializers.Serializer[Any]):
    """A batch of a trainer that is not over."""

    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    phase = serializers.IntegerField(source="phase_id")
    district = NameSerializer()
    topic = NameSerializer()


class WeekSerializer(serializers.Serializer[Any]):
    """A week from its Sunday on."""

    first_day = serializers.DateField()
    live = serializers.IntegerField()
    in_person = serializers.IntegerField()


class ClashSerializer(serializers.Serializer[Any]):
    """A day on which face-to-face classes of the trainer are in several districts."""

    day = serializers.DateField()
    districts = NameSerializer(many=True)


class LoadSerializer(serializers.Serializer[Any]):
    """A trainer with their batches and the classes of the next weeks."""

    trainer = TrainerSerializer()
    batches = LoadBatchSerializer(many=True)
    weeks = WeekSerializer(many=True)
    clashes = ClashSerializer(many=True)


class TrainerLoad(Desk):
    """Trainers and what they have to do."""

    @extend_schema(responses=LoadSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The busiest first."""
        return self.page_of(loads(), LoadSerializer)
