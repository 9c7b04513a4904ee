"""Connected accounts in the API."""

from allauth.socialaccount.models import SocialAccount
from rest_framework import serializers

from market.accounts.google.accounts import email_of


class ConnectionSerializer(serializers.ModelSerializer[SocialAccount]):
    """An account elsewhere that opens the caller's: `email` is its address there at the last sign-in by it."""

    email = serializers.SerializerMethodField()
    connected_at = serializers.DateTimeField(source="date_joined")
    used_at = serializers.DateTimeField(source="last_login")

    class Meta:
        model = SocialAccount
        fields = ["provider", "email", "connected_at", "used_at"]
        read_only_fields = fields

    def get_email(self, account: SocialAccount) -> str:
        """The address, "" where Google said none."""
        return email_of(account)
