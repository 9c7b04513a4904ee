"""The register of earlier certificates and objections to it in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.models import District, RegisterObjection
from market.training.register.certificate_actions import CertificateDetails


class EarlierCertificateSerializer(serializers.Serializer[Any]):
    """A certificate of the earlier project."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name_en = serializers.CharField(help_text="Empty where the account of the person was erased.")
    name_bn = serializers.CharField()
    district = serializers.CharField(source="district.slug")
    year = serializers.IntegerField()
    is_imported = serializers.SerializerMethodField(help_text="False: it was added upon an objection.")
    added_at = serializers.DateTimeField()

    def get_is_imported(self, row: Any) -> bool:
        """Whether it came in a file."""
        return row.source_id is not None


class RegisterFileFields(serializers.Serializer[Any]):
    """A file of earlier certificates."""

    file = serializers.FileField(allow_empty_file=True, help_text="CSV (UTF-8 or UTF-16) or a workbook (.xlsx).")
    apply = serializers.BooleanField(default=False, help_text="False: the file is only checked.")


class RowErrorSerializer(serializers.Serializer[Any]):
    """What is wrong on a line."""

    line = serializers.IntegerField()
    column = serializers.CharField()
    problem = serializers.CharField()


class EarlierRowSerializer(serializers.Serializer[Any]):
    """A line as it would be saved."""

    line = serializers.IntegerField()
    number = serializers.CharField()
    name_en = serializers.CharField()
    name_bn = serializers.CharField()
    district = serializers.CharField(source="district.slug")
    year = serializers.IntegerField()


class CheckedFileSerializer(serializers.Serializer[Any]):
    """What importing a file would do, or did. While there are problems nothing is saved."""

    problems = RowErrorSerializer(many=True, source="errors")
    rows = serializers.IntegerField(source="count")
    new = serializers.SerializerMethodField()
    same = serializers.IntegerField(help_text="How many the register has already, with the same name.")
    first = serializers.SerializerMethodField()

    def get_new(self, checked: Any) -> int:
        """How many the register does not have yet."""
        return len(checked.new)

    def get_first(self, checked: Any) -> list[dict[str, Any]]:
        """The first of them, as they would be saved."""
        return list(EarlierRowSerializer(checked.new[:20], many=True).data)


class DecisionSerializer(serializers.Serializer[Any]):
    """An officer's decision on an objection."""

    round = serializers.IntegerField(help_text="2: another officer was asked.")
    granted = serializers.BooleanField(source="is_granted")
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField()


class ObjectionSerializer(serializers.Serializer[Any]):
    """An applicant's objection to the register."""

    state = serializers.ChoiceField(RegisterObjection.State.choices)
    text = serializers.CharField()
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Silence decides nothing: then all officers hear of it.")
    may_ask_second = serializers.BooleanField()
    is_final = serializers.BooleanField()
    decisions = DecisionSerializer(many=True, source="decisions.all")


class ObjectionFields(serializers.Serializer[Any]):
    """An objection that is to be made."""

    text = TextField(most=1000, required=False, allow_blank=True, default="")
    file_ids = serializers.ListField(child=serializers.UUIDField(), max_length=20)


class DeskObjectionSerializer(ObjectionSerializer):
    """An objection, for the officers who decide on it."""

    id = serializers.IntegerField()
    application = serializers.IntegerField(source="application_id")
    certificate_number = serializers.CharField(source="application.certificate_number")
    certificate_name = serializers.CharField(source="application.certificate_name")
    photos = serializers.SerializerMethodField()

    def get_photos(self, objection: Any) -> list[str]:
        """The ids of the files."""
        return [str(each.pk) for each in objection.photos.all()]


class ObjectionDecisionFields(serializers.Serializer[Any]):
    """The decision: what stands on the certificate in the photo, or why the objection is refused."""

    grant = serializers.BooleanField()
    number = serializers.CharField(max_length=80, default="", allow_blank=True)
    name_en = TextField(most=120, required=False, allow_blank=True, default="")
    name_bn = TextField(most=120, required=False, allow_blank=True, default="")
    district = serializers.SlugRelatedField(
        slug_field="slug", queryset=District.objects.all(), default=None, allow_null=True
    )
    year = serializers.IntegerField(default=0)
    is_same = serializers.BooleanField(
        default=False, help_text="The register has this number with another name, and it is the same certificate."
    )
    reason = TextField(most=1000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the action takes it."""
        decision = {"grant": attrs.pop("grant"), "reason": attrs.pop("reason")}
        return {**decision, "certificate": CertificateDetails(**attrs)}
