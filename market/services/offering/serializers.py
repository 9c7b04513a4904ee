"""Services in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import Changes, MoneyField, TextField, WholeNumberField, WrittenField, reader_of
from market.core.text.contact import text_for
from market.services.models import Service, ServicePicture
from market.services.offering.details import (
    DESCRIPTION_LENGTH,
    FAQ_ANSWER_LENGTH,
    FAQ_QUESTION_LENGTH,
    INCLUDES_LENGTH,
    MOST_DAYS,
    MOST_EXTRAS,
    MOST_FAQ,
    MOST_PACKAGES,
    MOST_QUESTIONS,
    MOST_QUEUED,
    MOST_REVISIONS,
    MOST_SKILLS,
    NAME_LENGTH,
    NAME_STORED,
    QUESTION_LENGTH,
    TITLE_LENGTH,
    TITLE_STORED,
    ExtraDetails,
    FaqDetails,
    PackageDetails,
)
from market.services.offering.picture_actions import PICTURE_TITLE
from market.services.ordering.queries import queue_of
from market.services.ordering.serializers import QueueSerializer
from market.services.representations import ServiceCardSerializer


class InReadersLanguage(serializers.CharField):
    """A text of a part in the caller's language where that exists, else as written; contact data masked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "source": "*", "read_only": True})

    def to_representation(self, value: Any) -> str:
        """The part's text with the name of this field."""
        return _public_text(self, value.service, value.in_language(self.field_name))


class InTheOther(InReadersLanguage):
    """The same text in the other language; "" without a translation."""

    def to_representation(self, value: Any) -> str:
        """The text in the language that is not shown."""
        return _public_text(self, value.service, _other_text(value, str(self.field_name).removeprefix("other_")))


def _public_text(field: Any, service: Service, text: str) -> str:
    return text_for(reader_of(field).pk, text, writer=service.freelancer_id)


def _other_text(part: Any, stem: str) -> str:
    text = str(getattr(part, stem))
    return str(getattr(part, f"other_{stem}")) if part.in_language(stem) == text else text


class PackageSerializer(serializers.Serializer[Any]):
    """What can be ordered: texts in the caller's language where that exists, beside them the other language."""

    id = serializers.IntegerField()
    name = InReadersLanguage()
    other_name = InTheOther()
    includes = InReadersLanguage()
    other_includes = InTheOther()
    price = MoneyField()
    days = serializers.IntegerField()
    revisions = serializers.IntegerField()


class ExtraSerializer(serializers.Serializer[Any]):
    """What can be added, with the days that it adds, below zero: by which it is sooner; its name as a package's."""

    id = serializers.IntegerField()
    name = InReadersLanguage()
    other_name = InTheOther()
    price = MoneyField()
    days = serializers.IntegerField()


class FaqSerializer(serializers.Serializer[Any]):
    """A question that clients often ask, with its answer; its texts as those of a package."""

    question = InReadersLanguage()
    other_question = InTheOther()
    answer = InReadersLanguage()
    other_answer = InTheOther()


class ServicePictureSerializer(serializers.Serializer[ServicePicture]):
    """A picture: `image` at most 1600 pixels long, `thumbnail` 480 by 360."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    image = serializers.CharField(source="image_url")
    thumbnail = serializers.CharField(source="thumbnail_url")


class ServiceSerializer(ServiceCardSerializer):
    """A service by itself. `ServiceQuerySet.with_parts` loads what it needs."""

    description = serializers.CharField()
    state = serializers.ChoiceField(Service.State.choices)
    packages = PackageSerializer(many=True)
    extras = ExtraSerializer(many=True)
    questions = serializers.SerializerMethodField()
    other_questions = serializers.SerializerMethodField()
    faq = FaqSerializer(many=True)
    pictures = ServicePictureSerializer(many=True)
    queue = serializers.SerializerMethodField()
    title_en = serializers.CharField()
    title_bn = serializers.CharField()
    description_en = WrittenField(writer="freelancer_id")
    description_bn = WrittenField(writer="freelancer_id")

    def get_questions(self, service: Service) -> list[str]:
        """The freelancer's questions to the buyer, in order, in the caller's language where that exists."""
        return [_public_text(self, service, each.in_language("text")) for each in service.questions.all()]

    def get_other_questions(self, service: Service) -> list[str]:
        """The same in the other language; "" without a translation."""
        return [_public_text(self, service, _other_text(each, "text")) for each in service.questions.all()]

    @extend_schema_field(QueueSerializer)
    def get_queue(self, service: Service) -> dict[str, Any]:
        """The queue now."""
        return dict(QueueSerializer(queue_of(service)).data)


class PackageFields(serializers.Serializer[Any]):
    """A package; its texts may be given in the other language too."""

    name = TextField(most=NAME_LENGTH, max_length=NAME_STORED)
    other_name = TextField(most=NAME_LENGTH, max_length=NAME_STORED, allow_blank=True, default="")
    includes = TextField(most=INCLUDES_LENGTH, allow_blank=True, default="")
    other_includes = TextField(most=INCLUDES_LENGTH, allow_blank=True, default="")
    price = MoneyField()
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS)
    revisions = WholeNumberField(min_value=0, max_value=MOST_REVISIONS, default=1)


class ExtraFields(serializers.Serializer[Any]):
    """An extra; `days` below zero deliver sooner. Its name may be given in the other language too."""

    name = TextField(most=NAME_LENGTH, max_length=NAME_STORED)
    other_name = TextField(most=NAME_LENGTH, max_length=NAME_STORED, allow_blank=True, default="")
    price = MoneyField()
    days = WholeNumberField(min_value=-MOST_DAYS, max_value=MOST_DAYS, default=0)


class FaqFields(serializers.Serializer[Any]):
    """A question that clients often ask, with its answer; both may be given in the other language too."""

    question = TextField(most=FAQ_QUESTION_LENGTH)
    answer = TextField(most=FAQ_ANSWER_LENGTH)
    other_question = TextField(most=FAQ_QUESTION_LENGTH, allow_blank=True, default="")
    other_answer = TextField(most=FAQ_ANSWER_LENGTH, allow_blank=True, default="")


class ServiceFields(serializers.Serializer[Any]):
    """The fields of a service; `topic` and `skills` are slugs, all prices are in one currency.

    `other_questions`: the questions in their order in the other language, "" where one has none.
    """

    title_en = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, allow_blank=True, default="")
    title_bn = TextField(most=TITLE_LENGTH, max_length=TITLE_STORED, allow_blank=True, default="")
    description_en = TextField(most=DESCRIPTION_LENGTH, allow_blank=True, default="")
    description_bn = TextField(most=DESCRIPTION_LENGTH, allow_blank=True, default="")
    topic = serializers.CharField(max_length=60)
    skills = serializers.ListField(child=serializers.CharField(max_length=60), max_length=MOST_SKILLS, default=list)
    packages = PackageFields(many=True, max_length=MOST_PACKAGES, default=list)  # type: ignore[call-arg]  # of the list
    extras = ExtraFields(many=True, max_length=MOST_EXTRAS, default=list)  # type: ignore[call-arg]
    questions = serializers.ListField(child=TextField(most=QUESTION_LENGTH), max_length=MOST_QUESTIONS, default=list)
    other_questions = serializers.ListField(
        child=TextField(most=QUESTION_LENGTH, allow_blank=True), max_length=MOST_QUESTIONS, default=list
    )
    faq = FaqFields(many=True, max_length=MOST_FAQ, default=list)  # type: ignore[call-arg]
    queue_limit = WholeNumberField(min_value=1, max_value=MOST_QUEUED, allow_null=True, default=None)

    def validate_packages(self, packages: list[dict[str, Any]]) -> tuple[PackageDetails, ...]:
        """The packages as the action takes them."""
        return tuple(PackageDetails(**each) for each in packages)

    def validate_extras(self, extras: list[dict[str, Any]]) -> tuple[ExtraDetails, ...]:
        """The extras as the action takes them."""
        return tuple(ExtraDetails(**each) for each in extras)

    def validate_faq(self, faq: list[dict[str, Any]]) -> tuple[FaqDetails, ...]:
        """The questions and answers as the action takes them."""
        return tuple(FaqDetails(**each) for each in faq)


class ChangeServiceFields(Changes, ServiceFields):
    """Only fields that are sent are changed."""


class ServicePictureFields(serializers.Serializer[Any]):
    """A picture to add, JPEG, PNG, WebP or GIF, and what it shows."""

    picture = serializers.FileField()
    title = TextField(most=PICTURE_TITLE, max_length=300)
