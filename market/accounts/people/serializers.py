"""Accounts as the API takes and gives them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from market.accounts.models import User
from market.accounts.people.name_actions import MAX_LENGTH, NAME_LENGTH, suggested_name
from market.accounts.people.zone_actions import NO_ZONE
from market.core.api.serializers import NamesField, TextField
from market.core.base.time_zones import is_zone
from market.core.text.contact import without_contact


class CreateAccountFields(serializers.Serializer[Any]):
    """What an account needs. Sending it consents to the terms and the privacy notice."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    name = TextField(most=100, max_length=300, validators=[without_contact])
    language = serializers.ChoiceField(settings.LANGUAGES, default="en")
    side = serializers.ChoiceField(User.Side.choices, default="", allow_blank=True)  # blank: not chosen yet


class ConfirmEmailFields(serializers.Serializer[Any]):
    """The key in the mail's link."""

    key = serializers.CharField(max_length=200)


class DetailSerializer(serializers.Serializer[Any]):
    """A sentence for the person."""

    detail = serializers.CharField()


class ZoneField(serializers.CharField):
    """The name of a time zone ("Asia/Dhaka"), of a user: the site's where the user has said none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 64, "help_text": 'A name such as "Asia/Dhaka" or "America/New_York"', **kwargs}
        )

    def get_attribute(self, instance: User) -> str:
        """What holds."""
        return instance.zone

    def to_internal_value(self, data: Any) -> str:
        """The name."""
        name: str = super().to_internal_value(data)
        if not is_zone(name):
            raise serializers.ValidationError(NO_ZONE)
        return name


class MeSerializer(serializers.ModelSerializer[User]):
    """The caller's account.

    `display_name`, `other_name`, `is_name_asked`, `name`, `language`, `digits`, `time_zone`, `is_presence_hidden` and,
    with a profile, `side` can be changed.
    """

    display_name = TextField(most=NAME_LENGTH, max_length=MAX_LENGTH, validators=[without_contact])
    other_name = TextField(
        most=NAME_LENGTH,
        max_length=MAX_LENGTH,
        validators=[without_contact],
        required=False,
        allow_blank=True,
        help_text="The display name in the other script, for readers of the other language. "
        "A new display_name without one empties it.",
    )
    names = NamesField()
    suggested_name = serializers.SerializerMethodField(
        help_text="What other_name may be, for its owner to check; nobody else sees it. Empty once there is one,"
        " and for those who do not read Bangla."
    )
    is_name_asked = serializers.BooleanField(
        required=False, help_text="The user was asked about suggested_name; the home page asks no more."
    )
    name = TextField(most=100, max_length=300)
    time_zone = ZoneField(required=False)
    is_presence_hidden = serializers.BooleanField(
        required=False,
        help_text="Others do not see that the user is here now, and the user does not see it of others. "
        "Nor are others told when a message has reached the user.",
    )
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
        fields = [
            "id",
            "email",
            "name",
            "display_name",
            "other_name",
            "names",
            "suggested_name",
            "is_name_asked",
            "language",
            "digits",
            "time_zone",
            "is_presence_hidden",
            "side",
            "roles",
            "date_joined",
        ]
        fields += ["is_limited", "is_banned", "limited_till"]
        read_only_fields = ["id", "email", "roles", "date_joined"]

    def get_suggested_name(self, user: User) -> str:
        """The suggestion."""
        return suggested_name(user)
