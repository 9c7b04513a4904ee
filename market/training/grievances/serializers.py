"""Grievances in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import User
from market.core.api.serializers import PersonSerializer, TextField
from market.training.grievances.person_actions import TEXT_LENGTH
from market.training.grievances.queries import people_to_name
from market.training.models import Batch, ClassSession, Grievance, GrievanceMessage


class StaffSerializer(PersonSerializer):
    """Somebody of the office, or whom a grievance is about."""


class PeopleKeys(serializers.PrimaryKeyRelatedField[User]):
    """Officers and trainers by their ids."""

    def get_queryset(self) -> Any:
        """Active staff."""
        return User.objects.filter(is_active=True, roles__overlap=[User.Role.OFFICER, User.Role.TRAINER])


class GrievanceFields(serializers.Serializer[Any]):
    """A grievance that is to be made."""

    kind = serializers.ChoiceField(Grievance.Kind.choices)
    text = TextField(most=TEXT_LENGTH)
    batch = serializers.PrimaryKeyRelatedField(queryset=Batch.objects.all(), default=None, allow_null=True)
    class_id = serializers.PrimaryKeyRelatedField(
        source="session", queryset=ClassSession.objects.select_related("batch"), default=None, allow_null=True
    )
    people = serializers.ListField(child=serializers.IntegerField(), default=list, max_length=20)
    anonymous = serializers.BooleanField(
        default=False, help_text="Without a name: whoever is not signed in always is. No files then."
    )
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=10)

    def validate_people(self, keys: list[int]) -> list[User]:
        """Officers whom it is about; who is none is left out."""
        return list(people_to_name(None).filter(pk__in=keys))


class GrievanceTextFields(serializers.Serializer[Any]):
    """What somebody writes."""

    text = TextField(most=TEXT_LENGTH)


class GrievanceCodeFields(serializers.Serializer[Any]):
    """The number and the code of a grievance, and what is to be done with it."""

    number = serializers.CharField(max_length=20)
    code = serializers.CharField(max_length=40)
    act = serializers.ChoiceField(["look", "write", "reopen", "close"], default="look")
    text = TextField(most=TEXT_LENGTH, allow_blank=True, default="", help_text="To write and to reopen.")


class GrievanceReplyFields(GrievanceTextFields):
    """What the office writes; `answers`: this is the answer."""

    answers = serializers.BooleanField(default=False)


class PeopleFields(serializers.Serializer[Any]):
    """Whom a grievance is about: officers, and those who teach its batch. They do not see it."""

    people = PeopleKeys(many=True, queryset=User.objects.none())


class GrievanceMessageSerializer(serializers.Serializer[Any]):
    """What was written."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(GrievanceMessage.Kind.choices)
    from_office = serializers.BooleanField()
    text = serializers.CharField()
    at = serializers.DateTimeField()


class GrievanceSerializer(serializers.Serializer[Any]):
    """A grievance, for who made it."""

    number = serializers.CharField()
    kind = serializers.ChoiceField(Grievance.Kind.choices)
    state = serializers.ChoiceField(Grievance.State.choices)
    batch = serializers.CharField(source="batch.code", default=None, allow_null=True)
    class_id = serializers.IntegerField(source="session_id", allow_null=True)
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="By then it is answered; if not, everybody of the office hears of it.")
    is_late = serializers.BooleanField()
    may_reopen = serializers.BooleanField()
    reopen_until = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    messages = GrievanceMessageSerializer(many=True, source="messages.all")
    file_ids = serializers.SerializerMethodField()

    def get_file_ids(self, row: Any) -> list[str]:
        """The ids of its files."""
        return [str(each.pk) for each in row.files.all()]


class OwnGrievanceSerializer(GrievanceSerializer):
    """One's own, made with a name."""

    id = serializers.IntegerField()


class NewGrievanceSerializer(GrievanceSerializer):
    """A new one. Without a name it has a code, which is shown this once; with one it has an id."""

    id = serializers.SerializerMethodField()
    code = serializers.SerializerMethodField(help_text='"" with a name.')

    def get_id(self, row: Any) -> int | None:
        """Its id, for who gave a name."""
        return None if row.is_anonymous else row.pk

    def get_code(self, row: Any) -> str:
        """The code with which somebody without a name comes back."""
        return str(self.context.get("code", "")) if row.is_anonymous else ""


class DeskGrievanceSerializer(OwnGrievanceSerializer):
    """A grievance, for the office."""

    is_anonymous = serializers.BooleanField()
    reporter = StaffSerializer(allow_null=True)
    officer = StaffSerializer(allow_null=True)
    people = StaffSerializer(many=True, source="people.all")
    seen_due_at = serializers.DateTimeField()
    escalated_at = serializers.DateTimeField(allow_null=True)


class GrievanceYearSerializer(serializers.Serializer[Any]):
    """The grievances of a year. Null: hidden, since it would stand for fewer than five people."""

    year = serializers.IntegerField()
    total = serializers.IntegerField(allow_null=True)
    kinds = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    states = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    median_days = serializers.IntegerField(allow_null=True)
