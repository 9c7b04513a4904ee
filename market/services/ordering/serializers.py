"""Orders of services in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, MoneyField, TextField, WholeNumberField, WrittenField
from market.files.access import MOST_FILES
from market.files.representations import UploadSerializer
from market.payments.funding.representations import FundFields
from market.services.models import Order
from market.services.offering.details import MOST_EXTRAS, MOST_QUESTIONS
from market.services.ordering.actions import ANSWER_LENGTH
from market.services.ordering.queries import Queue


class QueueSerializer(serializers.Serializer[Queue]):
    """Running orders and their limit; where it is full, about when a place is free."""

    running = serializers.IntegerField()
    limit = serializers.IntegerField(allow_null=True)
    is_full = serializers.BooleanField()
    next_place_at = serializers.DateTimeField(allow_null=True)


def _answers_field() -> serializers.ListField:
    return serializers.ListField(
        child=TextField(most=ANSWER_LENGTH, allow_blank=True), max_length=MOST_QUESTIONS, default=list
    )


def _files_field() -> serializers.ListField:
    return serializers.ListField(child=serializers.UUIDField(), max_length=MOST_FILES, default=list)


class OrderFields(FundFields):
    """Ids of a package and of extras; answers to the questions in their order, and ids of uploads, now or later; the
    way to pay."""

    package = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    extras = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=LARGEST_ID), max_length=MOST_EXTRAS, default=list
    )
    answers = _answers_field()
    files = _files_field()


class AnswersFields(serializers.Serializer[Any]):
    """Answers to the questions in their order; an empty one answers nothing. `files` are ids of uploads."""

    answers = _answers_field()
    files = _files_field()


class OrderedSerializer(serializers.Serializer[Any]):
    """The contract that was made, and the page on which it is paid."""

    contract = serializers.IntegerField()
    checkout_url = serializers.CharField()


class BoughtExtraSerializer(serializers.Serializer[Any]):
    """An extra as it was bought; `days` below zero: it is delivered sooner by so many."""

    name = serializers.CharField()
    price = MoneyField()
    days = serializers.IntegerField()


class GivenAnswerSerializer(serializers.Serializer[Any]):
    """A question and its answer; "" where none is given yet."""

    question = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)


class OrderSerializer(serializers.Serializer[Order]):
    """What was bought, as it was then."""

    contract = serializers.IntegerField(source="contract_id")
    service = serializers.IntegerField(source="service_id")
    title = serializers.CharField()
    package = serializers.CharField()
    includes = WrittenField(writer="contract.freelancer_id")
    price = MoneyField()
    days = serializers.IntegerField()
    revisions = serializers.IntegerField()
    extras = BoughtExtraSerializer(many=True, source="extra_rows")
    answers = GivenAnswerSerializer(many=True)
    files = UploadSerializer(many=True)
    paid_at = serializers.DateTimeField(allow_null=True)
