"""Appeals in the API, for graduates and for officers."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.models import Appeal


class AppealSerializer(serializers.Serializer[Any]):
    """A graduate's appeal."""

    state = serializers.ChoiceField(Appeal.State.choices)
    statement = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="If nobody has decided by then, the revocation is lifted.")
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class AppealFields(serializers.Serializer[Any]):
    """An appeal that is to be made."""

    statement = TextField(most=2000)
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=20)


class DeskAppealSerializer(serializers.Serializer[Any]):
    """A graduate's appeal, for the officers who decide on it."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(Appeal.State.choices)
    certificate = serializers.IntegerField(source="certificate_id")
    serial = serializers.CharField()
    revoked_reason = serializers.CharField()
    statement = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="If nobody has decided by then, the revocation is lifted.")
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class AppealDecisionFields(serializers.Serializer[Any]):
    """The decision on an appeal; the graduate reads the answer."""

    lift = serializers.BooleanField()
    answer = TextField(most=1000)
