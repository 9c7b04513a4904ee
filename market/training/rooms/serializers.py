"""Live rooms in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.classes.serializers import TrainerSerializer
from market.training.rooms.actions import NAME_LENGTH


class RoomHostSerializer(serializers.Serializer[Any]):
    """A host on which live rooms and recordings may be, with all below it; without `added_by` it came with the site."""

    id = serializers.IntegerField()
    host = serializers.CharField()
    name = serializers.CharField()
    added_by = TrainerSerializer(allow_null=True)
    added_at = serializers.DateTimeField()


class RoomHostFields(serializers.Serializer[Any]):
    """A host to be allowed."""

    host = TextField(most=500)
    name = TextField(most=NAME_LENGTH)


class RoomSerializer(serializers.Serializer[Any]):
    """The address of a live room."""

    room = serializers.CharField()
