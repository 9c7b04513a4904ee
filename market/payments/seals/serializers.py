"""The days of the ledger in the API."""

from rest_framework import serializers

from market.payments.models import LedgerDay


class LedgerDaySerializer(serializers.ModelSerializer[LedgerDay]):
    """A day whose blocks are published. `head` is the hash of its last block, `url` its file of hashes."""

    head = serializers.CharField(source="head_text", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = LedgerDay
        fields = ["day", "first_block", "last_block", "transactions", "head", "url"]
        read_only_fields = fields
