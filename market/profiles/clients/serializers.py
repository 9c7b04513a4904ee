"""Clients' profiles in the API."""

from rest_framework import serializers

from market.core.api.serializers import MoneyField, NamesField, TextField, WrittenField
from market.profiles.clients.actions import CLIENT_TEXTS
from market.profiles.models import ClientProfile
from market.profiles.representations import RatingSerializer


class ClientSerializer(serializers.Serializer[ClientProfile]):
    """A client's profile. `hire_rate`: the percentage of posted jobs that led to a hire; null before the first."""

    id = serializers.IntegerField(source="user_id")
    display_name = serializers.CharField(source="user.display_name")
    names = NamesField(source="user.names")
    company = serializers.CharField()
    about = WrittenField(writer="user_id")
    country = serializers.CharField()
    house_rules = WrittenField(writer="user_id")
    payment_proven = serializers.BooleanField()
    jobs_posted = serializers.IntegerField()
    jobs_filled = serializers.IntegerField()
    hire_rate = serializers.IntegerField(allow_null=True)
    paid = MoneyField()
    rating = RatingSerializer(source="*")
    standing = serializers.IntegerField(allow_null=True)
    member_since = serializers.DateTimeField(source="user.date_joined")
    url = serializers.CharField(source="get_absolute_url")


class OwnClientSerializer(ClientSerializer):
    """The caller's own profile; `shows_name`: freelancers' work histories name the caller."""

    shows_name = serializers.BooleanField()


def _text_field(name: str) -> TextField:
    return TextField(most=CLIENT_TEXTS[name], max_length=4 * CLIENT_TEXTS[name], required=False, allow_blank=True)


class ClientFields(serializers.Serializer[ClientProfile]):
    """What is named is changed. `country`: a code of two letters, or empty."""

    company = _text_field("company")
    about = _text_field("about")
    house_rules = _text_field("house_rules")
    country = serializers.CharField(required=False, allow_blank=True, max_length=2)
    shows_name = serializers.BooleanField(required=False)
