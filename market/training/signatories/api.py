"""The API of the seal and the signatures, for officers."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from market.accounts.models import User
from market.core.api.parsers import JsonParser
from market.core.api.serializers import TextField
from market.core.api.views import MemberRequest
from market.training.classes.actions import REASON_LENGTH
from market.training.enrolments.serializers import DecidedBySerializer
from market.training.issuing.api import Desk
from market.training.models import Signatories
from market.training.signatories import actions as signatories_actions
from market.training.signatories.actions import PICTURES, TEXTS, SignatoryDetails
from market.training.signatories.pictures import data_uri, read_picture


class SignatoryTexts(serializers.Serializer[Any]):
    """Names and posts of the two who sign."""

    valid_from = serializers.DateField()
    first_name_en = TextField(most=120)
    first_name_bn = TextField(most=120)
    first_post_en = TextField(most=160)
    first_post_bn = TextField(most=160)
    second_name_en = TextField(most=120)
    second_name_bn = TextField(most=120)
    second_post_en = TextField(most=160)
    second_post_bn = TextField(most=160)


class SignatoriesSerializer(SignatoryTexts):
    """A seal and two signatures; the pictures are PNG as data addresses."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(Signatories.State.choices)
    seal = serializers.SerializerMethodField()
    first_signature = serializers.SerializerMethodField()
    second_signature = serializers.SerializerMethodField()
    proposed_by = DecidedBySerializer()
    proposed_at = serializers.DateTimeField()
    decided_by = DecidedBySerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(help_text="Why it was refused.")

    def get_seal(self, row: Signatories) -> str:
        """The seal."""
        return data_uri(row.seal)

    def get_first_signature(self, row: Signatories) -> str:
        """The first signature."""
        return data_uri(row.first_signature)

    def get_second_signature(self, row: Signatories) -> str:
        """The second signature."""
        return data_uri(row.second_signature)


class SignatoriesFields(SignatoryTexts):
    """What is proposed. A picture that is left out stays as it is."""

    seal = serializers.FileField(required=False)
    first_signature = serializers.FileField(required=False)
    second_signature = serializers.FileField(required=False)


class RefuseSignatoriesFields(serializers.Serializer[Any]):
    """Why it is refused."""

    reason = TextField(most=REASON_LENGTH)


def _rows(user: User) -> "QuerySet[Signatories]":
    return Signatories.objects.visible_to(user).select_related("proposed_by", "decided_by")


class SignatoriesList(Desk):
    """Seals and signatures of certificates."""

    fields = SignatoriesFields
    parser_classes = (MultiPartParser, JsonParser)  # JSON where no picture changes

    @extend_schema(operation_id="register_signatories_list", responses=SignatoriesSerializer(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The latest first."""
        return self.page_of(_rows(request.user), SignatoriesSerializer)

    @extend_schema(
        operation_id="register_signatories_create",
        request={"multipart/form-data": SignatoriesFields, "application/json": SignatoriesFields},
        responses={201: SignatoriesSerializer},
    )
    def post(self, request: MemberRequest) -> Response:
        """What another officer must confirm."""
        sent = self.parsed()
        pictures = {name: read_picture(sent[name], name) for name in PICTURES if sent.get(name)}
        details = SignatoryDetails(sent["valid_from"], {name: sent[name] for name in TEXTS}, pictures)
        row = signatories_actions.propose_signatories(by=request.user, details=details)
        return self.respond(_rows(request.user).get(pk=row.pk), SignatoriesSerializer, status=201)


class ConfirmSignatories(Desk):
    """Confirm what another officer uploaded."""

    @extend_schema(request=None, responses=SignatoriesSerializer)
    def post(self, request: MemberRequest, signatories_id: int) -> Response:
        """It is carried by certificates from its day on."""
        row = signatories_actions.confirm_signatories(by=request.user, signatories_id=signatories_id)
        return self.respond(_rows(request.user).get(pk=row.pk), SignatoriesSerializer)


class RefuseSignatories(Desk):
    """Refuse what another officer uploaded."""

    fields = RefuseSignatoriesFields

    @extend_schema(request=RefuseSignatoriesFields, responses=SignatoriesSerializer)
    def post(self, request: MemberRequest, signatories_id: int) -> Response:
        """Who uploaded it is told the reason."""
        row = signatories_actions.refuse_signatories(by=request.user, signatories_id=signatories_id, **self.parsed())
        return self.respond(_rows(request.user).get(pk=row.pk), SignatoriesSerializer)
