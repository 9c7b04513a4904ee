"""Proposals as the API gives and takes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.offers.terms import DONE_WHEN_LENGTH, MOST_DAYS, MOST_PARTS, TITLE_LENGTH
from market.contracts.models import Contract, Milestone, Proposal
from market.contracts.proposals.changes import MOST_REVISIONS, Wish
from market.contracts.proposals.forms import NOTE_LENGTH
from market.contracts.workroom.actions import MOST_MORE_DAYS
from market.core.api.serializers import MoneyField, TextField, WholeNumberField, WrittenField
from market.core.base.money import Money


class TermsOfMilestoneSerializer(serializers.Serializer[Any]):
    """What a milestone says: `revisions` null where they are not counted, `done_when` "" where nobody wrote it."""

    title = serializers.CharField()
    amount = serializers.CharField()
    days = serializers.IntegerField()
    revisions = serializers.IntegerField(allow_null=True)
    done_when = serializers.CharField(default="")  # items of before lack it


class ItemSerializer(serializers.Serializer[Any]):
    """One difference: `was` is null for an added milestone, `now` for a dropped one."""

    do = serializers.ChoiceField(["add", "change", "drop"])
    milestone = serializers.IntegerField(allow_null=True)
    was = TermsOfMilestoneSerializer(allow_null=True)
    now = TermsOfMilestoneSerializer(allow_null=True)


class ShareSerializer(serializers.Serializer[Any]):
    """What an early end does with a milestone that holds money."""

    milestone = serializers.IntegerField()
    held = MoneyField()
    release = MoneyField()
    refund = MoneyField()


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """What one side asks. `items` of a change, `until` of an extension, `split` of an end; empty or null otherwise."""

    by = serializers.IntegerField(source="by_id", read_only=True)
    note = WrittenField(writer="by_id")
    items = ItemSerializer(many=True, read_only=True)
    until = serializers.SerializerMethodField()
    split = serializers.SerializerMethodField()

    class Meta:
        model = Proposal
        fields = [
            "id",
            "kind",
            "contract",
            "milestone",
            "by",
            "note",
            "state",
            "items",
            "until",
            "split",
            "asked_at",
            "due_at",
            "decided_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_until(self, proposal: Proposal) -> str | None:
        """When the work would be due."""
        return proposal.until.isoformat() if proposal.kind == Proposal.Kind.EXTENSION else None

    @extend_schema_field(ShareSerializer(many=True))
    def get_split(self, proposal: Proposal) -> list[dict[str, Any]]:
        """What becomes of each held sum."""
        currency = proposal.contract.currency
        rows = [
            {
                "milestone": pk,
                "held": Money(held, currency),
                "release": Money(share, currency),
                "refund": Money(held - share, currency),
            }
            for pk, (held, share) in proposal.split.items()
        ]
        return [dict(each) for each in ShareSerializer(instance=rows, many=True).data]


class WishFields(serializers.Serializer[Any]):
    """A milestone as it is wanted: without `id` a new one, with `drop` gone. What is left out stays as it is."""

    id = serializers.IntegerField(required=False, allow_null=True)
    drop = serializers.BooleanField(default=False)
    title = TextField(most=TITLE_LENGTH, required=False)
    amount = MoneyField(required=False)
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS, required=False)
    revisions = WholeNumberField(min_value=0, max_value=MOST_REVISIONS, required=False, allow_null=True)
    done_when = TextField(most=DONE_WHEN_LENGTH, required=False, allow_blank=True)


class ProposeChangeFields(serializers.Serializer[Any]):
    """The milestones that should be different; those left out stay as they are."""

    milestones = WishFields(many=True, max_length=MOST_PARTS, allow_empty=False)  # type: ignore[call-arg]
    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Amounts are in the contract's currency."""
        for wish in attrs["milestones"]:
            _require_currency(wish.get("amount"), self.context["contract"])
        return attrs

    @staticmethod
    def wishes(sent: dict[str, Any], contract: Contract) -> list[Wish]:
        """The validated milestones, as `propose_change` takes them."""
        standing = {each.pk: each for each in contract.milestones.all()}
        return [_wish(each, standing.get(each.get("id") or 0)) for each in sent["milestones"]]


def _wish(sent: dict[str, Any], milestone: Milestone | None) -> Wish:
    stands = Wish()
    if milestone is not None:
        stands = Wish(
            title=milestone.title,
            amount=milestone.amount_value,
            days=milestone.days,
            revisions=milestone.revisions,
        )
    return Wish(
        milestone=sent.get("id"),
        title=sent.get("title", stands.title),
        amount=sent["amount"].amount if "amount" in sent else stands.amount,
        days=sent.get("days", stands.days),
        revisions=sent.get("revisions", stands.revisions),
        done_when=sent.get("done_when"),
        drop=sent["drop"],
    )


def _require_currency(amount: Money | None, contract: Contract) -> None:
    if amount is not None and str(amount.currency) != contract.currency:
        raise serializers.ValidationError(_("This contract is in %(currency)s.") % {"currency": contract.currency})


class AskExtensionFields(serializers.Serializer[Any]):
    """How many more days."""

    days = WholeNumberField(min_value=1, max_value=MOST_MORE_DAYS)
    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")


class AskRevisionFields(serializers.Serializer[Any]):
    """One more round of changes."""

    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")


class ShareFields(serializers.Serializer[Any]):
    """How much of what a milestone holds is released; the rest goes back."""

    milestone = serializers.IntegerField()
    release = MoneyField()


class EndFields(serializers.Serializer[Any]):
    """`split` has one entry for each milestone that holds money; left out when none does."""

    split = ShareFields(many=True, required=False, max_length=MOST_PARTS)  # type: ignore[call-arg]
    note = TextField(most=NOTE_LENGTH, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Amounts are in the contract's currency."""
        for share in attrs.get("split", []):
            _require_currency(share["release"], self.context["contract"])
        return attrs
