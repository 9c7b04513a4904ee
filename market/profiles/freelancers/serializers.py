"""Freelancers' profiles in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import MoneyField, NameSerializer, TextField, WholeNumberField, WrittenField
from market.core.base.money import Money
from market.learning.exams.passed import PassedExam, passed_exams
from market.profiles.freelancers.actions import TEXT_LIMITS
from market.profiles.freelancers.hints import hints
from market.profiles.freelancers.hours import MAX_WEEKLY_HOURS, NOTE_LENGTH
from market.profiles.freelancers.queries import own_address
from market.profiles.models import Profile, Skill
from market.profiles.portfolio.serializers import CaseSerializer, PictureSerializer
from market.profiles.representations import ProfileCardSerializer
from market.training.badges.credentials import public_url
from market.training.models import Certificate, District, Topic


class EducationSerializer(serializers.Serializer[Certificate]):
    """The training that the certificate confirms."""

    programme = serializers.CharField(default="Amar Internet Amar Ay")
    topic = NameSerializer(source="batch.topic")
    batch = serializers.CharField(source="batch.code")
    year = serializers.IntegerField(source="batch.ended_on.year")


class PassedExamSerializer(serializers.Serializer[PassedExam]):
    """An exam of a topic that the freelancer passed on this site."""

    topic = serializers.CharField()
    title = serializers.CharField()
    passed_at = serializers.DateTimeField(source="at")
    percent = serializers.SerializerMethodField()
    badge = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_badge(self, exam: PassedExam) -> str | None:
        """The address of its badge, where one was made that tells no other name than the profile."""
        return public_url("exam_badge", exam.badge.pk) if exam.badge else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_percent(self, exam: PassedExam) -> int | None:
        """Null unless the freelancer shows it."""
        return exam.percent if self.context["shows_marks"] else None


class AbsenceSerializer(serializers.Serializer[Profile]):
    """Days without new work, both included, in the freelancer's time zone."""

    away_from = serializers.DateField()
    away_until = serializers.DateField()
    away_note = WrittenField(writer="user_id")


class HintSerializer(serializers.Serializer[Any]):
    """A suggestion: what to do, why, and the page for it."""

    code = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()
    url = serializers.CharField()


class ProfileSerializer(ProfileCardSerializer):
    """A profile by itself."""

    language_levels = serializers.DictField(child=serializers.ChoiceField(Profile.Level.choices))
    weekly_hours = serializers.IntegerField(allow_null=True)
    time_zone = serializers.CharField(source="shown_zone")
    absence = serializers.SerializerMethodField()
    education = EducationSerializer(source="certificate")

    story = serializers.CharField()
    availability = serializers.ChoiceField(Profile.Availability.choices)
    picture = serializers.CharField(source="picture_url")
    exams = serializers.SerializerMethodField()
    pictures = PictureSerializer(many=True)
    cases = CaseSerializer(many=True)
    jobs_done = serializers.IntegerField()
    member_since = serializers.DateTimeField(source="user.date_joined")

    @extend_schema_field(AbsenceSerializer(allow_null=True))
    def get_absence(self, profile: Profile) -> dict[str, Any] | None:
        """The absence that clients see: now, or within two weeks."""
        return AbsenceSerializer(profile, context=self.context).data if profile.is_absence_announced else None

    @extend_schema_field(PassedExamSerializer(many=True))
    def get_exams(self, profile: Profile) -> list[dict[str, Any]]:
        """The passed exams, the last one first."""
        rows: Any = passed_exams(profile.user_id) if profile.exams_passed else []
        return list(PassedExamSerializer(rows, many=True, context={"shows_marks": profile.shows_exam_marks}).data)


class OwnProfileSerializer(ProfileSerializer):
    """The caller's own profile, with its state and the texts of both languages."""

    state = serializers.ChoiceField(Profile.State.choices)
    headline_en = serializers.CharField()
    headline_bn = serializers.CharField()
    story_en = serializers.CharField()
    story_bn = serializers.CharField()
    is_indexable = serializers.BooleanField(help_text="Whether search engines may list it")
    shows_exam_marks = serializers.BooleanField(help_text="Whether others read `percent` in `exams`")
    absence = serializers.SerializerMethodField(method_name="get_own_absence")
    address = serializers.SerializerMethodField()
    hints = serializers.SerializerMethodField()

    @extend_schema_field(AbsenceSerializer(allow_null=True))
    def get_own_absence(self, profile: Profile) -> dict[str, Any] | None:
        """Any absence that is under way or planned."""
        planned = profile.is_away or profile.coming_absence
        return AbsenceSerializer(profile, context=self.context).data if planned else None

    @extend_schema_field(serializers.CharField())
    def get_address(self, profile: Profile) -> str:
        """The address to give to others."""
        return own_address(profile)

    @extend_schema_field(HintSerializer(many=True))
    def get_hints(self, profile: Profile) -> list[dict[str, Any]]:
        """The suggestions."""
        return [dict(HintSerializer(each).data) for each in hints(profile)]


class AbsenceFields(serializers.Serializer[Profile]):
    """The days, and a note to clients."""

    away_from = serializers.DateField()
    away_until = serializers.DateField()
    away_note = TextField(most=NOTE_LENGTH, max_length=5 * NOTE_LENGTH, required=False, allow_blank=True)


class ProfileAddressFields(serializers.Serializer[Profile]):
    """3 to 30 of the letters a to z, digits and single hyphens, a letter first."""

    name = serializers.CharField(max_length=40)


class RateField(MoneyField):
    """Money above zero."""

    def to_internal_value(self, data: Any) -> Money:
        """The money."""
        rate = super().to_internal_value(data)
        if rate.amount <= 0:
            raise serializers.ValidationError(_("Give an amount above zero, or leave it out."))
        return rate


def _text_field(name: str, **more: Any) -> TextField:
    most, stored = TEXT_LIMITS[name]
    return TextField(most=most, max_length=stored, required=False, **{"allow_blank": True, **more})


def _slug_field(rows: Any, **more: Any) -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(slug_field="slug", queryset=rows, required=False, **more)


class ChangeProfileFields(serializers.Serializer[Profile]):
    """What is named is changed. `state` shows or hides the profile."""

    display_name = _text_field("display_name", allow_blank=False)
    other_name = _text_field(
        "other_name", help_text="The display name in the other script. A new display_name without one empties it."
    )
    headline_en = _text_field("headline_en")
    headline_bn = _text_field("headline_bn")
    story_en = _text_field("story_en")
    story_bn = _text_field("story_bn")
    topic = _slug_field(Topic.objects.all())
    district = _slug_field(District.objects.all())
    skills = _slug_field(Skill.objects.all(), many=True)
    languages = serializers.ListField(
        child=serializers.ChoiceField(Profile.Language.choices), required=False, max_length=len(Profile.Language)
    )
    language_levels = serializers.DictField(child=serializers.ChoiceField(Profile.Level.choices), required=False)
    weekly_hours = WholeNumberField(required=False, allow_null=True, min_value=1, max_value=MAX_WEEKLY_HOURS)
    time_zone = serializers.CharField(required=False, max_length=64)
    rate_from = RateField(required=False, allow_null=True)
    availability = serializers.ChoiceField(Profile.Availability.choices, required=False)
    is_indexable = serializers.BooleanField(required=False)
    shows_exam_marks = serializers.BooleanField(required=False)
    state = serializers.ChoiceField(Profile.State.choices, required=False)
