"""The sealed ledger in the API."""

from rest_framework import serializers

from market.payments.models import LedgerDay
from market.payments.seals.queries import SealedLine


class LedgerDaySerializer(serializers.ModelSerializer[LedgerDay]):
    """A day whose blocks are published. `head` is the hash of its last block, `url` its file of hashes."""

    head = serializers.CharField(source="head_text", read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = LedgerDay
        fields = ["day", "first_block", "last_block", "transactions", "head", "url"]
        read_only_fields = fields


class SealedLineSerializer(serializers.Serializer[SealedLine]):
    """A line of the caller's statement with its `hash`. `block` is null until it is sealed, `day` until that is
    published; `is_whole`: the hash is that of the content, and the block's hash that of what it seals, as of now."""

    at = serializers.DateTimeField(source="line.at")
    key = serializers.CharField(source="line.key")
    text = serializers.CharField(source="line.text")
    hash = serializers.CharField()
    block = serializers.IntegerField(allow_null=True)
    is_whole = serializers.BooleanField()
    day = LedgerDaySerializer(allow_null=True)
