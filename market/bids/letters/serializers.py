"""Saved letters in the API."""

from typing import Any

from rest_framework import serializers

from market.bids.bids.actions import LETTER_LENGTH
from market.bids.letters.actions import NAME_LENGTH
from market.bids.models import Letter
from market.core.api.serializers import TextField


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A saved letter of a freelancer, to begin others with."""

    class Meta:
        model = Letter
        fields = ["id", "title", "text", "created_at", "changed_at"]
        read_only_fields = fields


class LetterFields(serializers.Serializer[Any]):
    """A letter to save."""

    title = TextField(most=NAME_LENGTH)
    text = TextField(most=LETTER_LENGTH)
