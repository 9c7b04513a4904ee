"""Phone numbers in the API."""

from typing import Any

from rest_framework import serializers

from market.accounts.phone.forms import LONGEST


class PhoneFields(serializers.Serializer[Any]):
    """The new number, as people write it, and the caller's password."""

    number = serializers.CharField(max_length=LONGEST, help_text="As 01712345678, or with a country's code: +447…")
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class PhoneCodeFields(serializers.Serializer[Any]):
    """The code of the SMS."""

    code = serializers.CharField(max_length=20)


class WaitingNumberSerializer(serializers.Serializer[Any]):
    """A number that is to be confirmed, and until when its code counts."""

    number = serializers.CharField()
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class PhoneSerializer(serializers.Serializer[Any]):
    """The caller's confirmed number in E.164, null without one; `waiting` is one that is to be confirmed."""

    number = serializers.CharField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    waiting = WaitingNumberSerializer(allow_null=True)
