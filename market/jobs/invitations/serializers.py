"""Invitations in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import LARGEST_ID, TextField, WholeNumberField, WrittenField
from market.jobs.invitations.actions import REASON_LENGTH, WORDS_LENGTH, NotInvited
from market.jobs.models import Invitation
from market.jobs.postings.details import MOST_INVITEES
from market.jobs.representations import JobCardSerializer


class InvitationFields(serializers.Serializer[Any]):
    """Whom to invite, and the client's words to the freelancer."""

    profile = WholeNumberField(min_value=1, max_value=LARGEST_ID)
    words = TextField(most=WORDS_LENGTH, allow_blank=True, default="")


class InvitationSerializer(serializers.Serializer[Invitation]):
    """An invitation and its answer."""

    id = serializers.IntegerField()
    job = serializers.IntegerField(source="job_id")
    profile = serializers.IntegerField(source="freelancer.profile.pk")
    words = WrittenField(writer="job.client_id")
    state = serializers.ChoiceField(Invitation.State.choices)
    why = serializers.ChoiceField([("", ""), *Invitation.Why.choices])
    reason = WrittenField(writer="freelancer_id")
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class InvitationsFields(serializers.Serializer[Any]):
    """Whom to invite, and the client's words to all of them."""

    profiles = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=LARGEST_ID), min_length=1, max_length=MOST_INVITEES
    )
    words = TextField(most=WORDS_LENGTH, allow_blank=True, default="")


class NotInvitedSerializer(serializers.Serializer[NotInvited]):
    """A freelancer who was not invited, and why: code and sentence of the refusal, as one invitation gets them."""

    profile = serializers.IntegerField(source="profile_id")
    code = serializers.CharField(source="refusal.code")
    detail = serializers.CharField(source="refusal")


class InvitationsSerializer(serializers.Serializer[Any]):
    """What became of each."""

    invited = InvitationSerializer(many=True)
    refused = NotInvitedSerializer(many=True)


class HerInvitationSerializer(InvitationSerializer):
    """An invitation for the freelancer, with the job."""

    job = JobCardSerializer()  # type: ignore[assignment]  # the card in place of the id


class DeclineInvitationFields(serializers.Serializer[Any]):
    """Why the freelancer declines."""

    why = serializers.ChoiceField(Invitation.Why.choices)
    reason = TextField(most=REASON_LENGTH, allow_blank=True, default="")
