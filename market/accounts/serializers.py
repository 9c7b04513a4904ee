"""Accounts as the API takes and gives them."""

from datetime import date
from typing import Any

from django.conf import settings
from rest_framework import serializers

from market.accounts.models import User
from market.core.api.serializers import TextField
from market.core.text.contact import without_contact


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


class CreateAccountFields(serializers.Serializer[Any]):
    """What an account needs. Sending it consents to the terms and the privacy notice."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    name = TextField(most=100, max_length=300, validators=[without_contact])
    language = serializers.ChoiceField(settings.LANGUAGES, default="en")


class ConfirmEmailFields(serializers.Serializer[Any]):
    """The key in the mail's link."""

    key = serializers.CharField(max_length=200)


class DetailSerializer(serializers.Serializer[Any]):
    """A sentence for the person."""

    detail = serializers.CharField()


class AgreementFields(serializers.Serializer[Any]):
    """The version that the caller has read."""

    version = serializers.CharField(max_length=20)


class AgreementSerializer(serializers.Serializer[User]):
    """Which version of the terms and the privacy notice holds, and which one the caller agreed to."""

    version = serializers.SerializerMethodField()
    since = serializers.SerializerMethodField()
    agreed_version = serializers.CharField(source="consent_version")
    agreed_at = serializers.DateTimeField(source="consented_at", allow_null=True)
    is_asked = serializers.SerializerMethodField(help_text="Whether the caller must agree before changing anything.")

    def get_version(self, _person: User) -> str:
        """The newest."""
        return str(settings.CONSENT_VERSION)

    def get_since(self, _person: User) -> date:
        """From which day on people are asked for it."""
        return settings.CONSENT_SINCE

    def get_is_asked(self, person: User) -> bool:
        """See the field."""
        return not person.has_agreed


class MeSerializer(serializers.ModelSerializer[User]):
    """The caller's account. `display_name`, `name`, `language`, `digits` and, with a profile, `side` can be changed."""

    display_name = TextField(most=60, max_length=120, validators=[without_contact])
    name = TextField(most=100, max_length=300)
    side = serializers.ChoiceField(User.Side.choices, required=False, allow_blank=True)  # blank: no side was chosen yet
    is_banned = serializers.BooleanField(read_only=True, help_text="Moderators did so for good.")
    is_limited = serializers.BooleanField(
        read_only=True, help_text="A measure of moderators keeps the user from beginning."
    )
    limited_till = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="Null also where it is for good."
    )

    class Meta:
        model = User
        fields = ["id", "email", "name", "display_name", "language", "digits", "side", "roles", "date_joined"]
        fields += ["is_limited", "is_banned", "limited_till"]
        read_only_fields = ["id", "email", "roles", "date_joined"]
