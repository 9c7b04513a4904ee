"""Tokens as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from market.accounts.models import ApiToken
from market.accounts.tokens.scopes import SCOPES
from market.core.api.serializers import TextField


class CreateTokenFields(serializers.Serializer[Any]):
    """Credentials; `otp` for people with a second factor."""

    email = serializers.EmailField()
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(max_length=20, default="", allow_blank=True)


class ConfirmTokenFields(serializers.Serializer[Any]):
    """`otp`, a code of the second factor, which staff must give; or the password."""

    otp = serializers.CharField(max_length=20, default="", allow_blank=True)
    password = serializers.CharField(max_length=200, default="", allow_blank=True, trim_whitespace=False)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, shown once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


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
