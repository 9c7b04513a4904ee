"""Changes of an e-mail address in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import EmailChange


class AddressFields(serializers.Serializer[Any]):
    """The new address, and the caller's password."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class EmailChangeSerializer(serializers.ModelSerializer[EmailChange]):
    """A change under way: `due_at` is when the silence of the old address counts as its agreement."""

    class Meta:
        model = EmailChange
        fields = ["new_email", "asked_at", "confirm_by", "confirmed_at", "agreed_at", "due_at"]
        read_only_fields = fields
