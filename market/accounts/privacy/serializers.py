"""What is a person's own, as the API takes and gives it."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import ApiToken, Device, EmailChange, Export
from market.accounts.tokens.scopes import SCOPES
from market.core.api.serializers import TextField


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """A device; `country` and `network`, the address it signed in from, are empty where they are not known."""

    is_current = serializers.SerializerMethodField()

    class Meta:
        model = Device
        fields = ["id", "name", "country", "network", "signed_in_at", "seen_at", "is_current", "is_shared"]
        read_only_fields = fields

    def get_is_current(self, device: Device) -> bool:
        """Whether the request comes from it."""
        return bool(device.session_key == self.context["request"].session.session_key)


class EndDevicesFields(serializers.Serializer[Any]):
    """Whether API tokens end as well."""

    tokens = serializers.BooleanField(default=False)


class CountSerializer(serializers.Serializer[Any]):
    """How many."""

    count = serializers.IntegerField()


class ApiTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its text. `name` is empty where a program got it with the password: then `program` is what it
    calls itself, `country` where it was, as far as that is known. One of staff ends at `ends_at` unless it is used.
    """

    program = serializers.CharField(read_only=True)
    ends_at = serializers.DateTimeField(source="token.expiry", read_only=True, allow_null=True)
    is_current = serializers.SerializerMethodField()

    class Meta:
        model = ApiToken
        fields = ["id", "name", "scopes", "created_at", "expires_at", "used_at"]
        fields += ["program", "country", "ends_at", "is_current"]
        read_only_fields = fields

    def get_is_current(self, token: ApiToken) -> bool:
        """Whether the request comes with it."""
        request = self.context.get("request")
        return request is not None and getattr(request.auth, "pk", None) == token.token_id


class NewTokenSerializer(ApiTokenSerializer):
    """A token with its text, which is shown once."""

    token = serializers.CharField()

    class Meta(ApiTokenSerializer.Meta):
        fields = [*ApiTokenSerializer.Meta.fields, "token"]
        read_only_fields = fields


class ApiTokenFields(serializers.Serializer[Any]):
    """What a new token is for."""

    name = TextField(most=60, max_length=200)
    scopes = serializers.ListField(child=serializers.ChoiceField(list(SCOPES)), min_length=1, max_length=len(SCOPES))
    days = serializers.IntegerField(default=90)


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


class ExportSerializer(serializers.ModelSerializer[Export]):
    """A copy; the file is at `exports/{id}/file/` while it is ready."""

    class Meta:
        model = Export
        fields = ["id", "state", "asked_at", "ready_at", "expires_at", "size"]
        read_only_fields = fields


class ClosingFields(serializers.Serializer[Any]):
    """The caller's password."""

    password = serializers.CharField(max_length=200, trim_whitespace=False)


class ClosingSerializer(serializers.Serializer[Any]):
    """When all is erased."""

    erased_at = serializers.DateTimeField()
