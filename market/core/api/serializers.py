"""Fields of the API: money, text and names."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import fields, serializers

from market.core.base.money import CURRENCIES, AmountNotReadable, Money, parse_amount, require_sign
from market.core.text.bangla import ascii_digits, graphemes, is_too_long, nfc
from market.core.text.contact import text_for

LARGEST_ID = 2**62  # no key comes near it, and the database reads it

_money_schema = inline_serializer(
    "Money",
    {
        "amount": serializers.CharField(help_text="Two places, such as 1500.00."),
        "currency": serializers.ChoiceField(CURRENCIES),
    },
)


@extend_schema_field(_money_schema)
class MoneyField(serializers.Field[Money, Any, dict[str, str], Any]):
    """`{"amount": "1500.00", "currency": "USD"}` ⇄ Money. A model's property of that name gives the Money."""

    default_error_messages = {
        "shape": _("Give an object with amount and currency."),
        "currency": _("The currency is USD or BDT."),
    }

    def to_internal_value(self, data: Any) -> Money:
        """Money, or a ValidationError that says what is wrong."""
        if not isinstance(data, Mapping) or not {"amount", "currency"} <= set(data):
            self.fail("shape")
        if data["currency"] not in CURRENCIES:
            self.fail("currency")
        try:
            require_sign(str(data["amount"]), data["currency"])
            return Money(parse_amount(str(data["amount"])), data["currency"])
        except AmountNotReadable as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong

    def to_representation(self, value: Money) -> dict[str, str]:
        """The money object."""
        return {"amount": f"{value.amount:.2f}", "currency": str(value.currency)}


class TextField(serializers.CharField):
    """Text in NFC, limited in graphemes: what users count as characters."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The text in NFC. Raises a ValidationError past the limit, and where nothing is left that can be seen."""
        text = nfc(super().to_internal_value(data)).strip()
        if not text and not self.allow_blank:
            self.fail("blank")
        if is_too_long(text, self.most):
            count = graphemes(text)
            raise serializers.ValidationError(
                _("Use %(most)s characters at most; there are %(count)s.") % {"most": self.most, "count": count}
            )
        return text


def reader_of(field: serializers.Field[Any, Any, Any, Any]) -> Any:
    """Who reads the answer; without a request nobody is known, so nobody who may read contact data."""
    request = field.context.get("request")
    return request.user if request else AnonymousUser()


class WrittenField(serializers.CharField):
    """What a user wrote, as the caller may read it (see `core.text.contact`). `writer`: the way to their id."""

    def __init__(self, *, writer: str, **kwargs: Any) -> None:
        self.writer = writer.split(".")
        super().__init__(**{"read_only": True, **kwargs})

    def get_attribute(self, instance: Any) -> str:
        """The words for the caller."""
        text = super().get_attribute(instance) or ""
        writer: int | None = fields.get_attribute(instance, self.writer)
        return text_for(reader_of(self).pk, str(text), writer=writer)


class WholeNumberField(serializers.IntegerField):
    """A whole number in digits of either script."""

    def to_internal_value(self, data: Any) -> int:
        """The number."""
        return int(super().to_internal_value(ascii_digits(data) if isinstance(data, str) else data))


class Changes(serializers.Serializer[Any]):
    """Mixed into the fields of a thing, before them: what is named is changed, and all else stays.

    DRF's own `partial` would go down into lists too, whose rows are written anew and must be whole.
    """

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The same fields, none of them required, without what they would be by themselves."""
        own_fields = super().get_fields()
        for field in own_fields.values():
            field.required, field.default = False, fields.empty
        return own_fields


class PublicNamesSerializer(serializers.Serializer[Any]):
    """A user's public names by script; empty where the user has none."""

    bn = serializers.CharField(help_text="In Bangla letters.")
    en = serializers.CharField(help_text="In others.")


class NamesField(PublicNamesSerializer):
    """The public names of a user, beside `display_name`, which is the one that its owner writes first."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True, **kwargs})


class PersonSerializer(serializers.Serializer[Any]):
    """A user by their public names."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    names = NamesField()


class PublishedGroundSerializer(serializers.Serializer[Any]):
    """A published ground of decisions."""

    code = serializers.CharField()
    name = serializers.CharField()
    meaning = serializers.CharField()


class NameSerializer(serializers.Serializer[Any]):
    """A topic, skill or district: `{"slug", "name"}`, the name in the caller's language."""

    slug = serializers.CharField()
    name = serializers.CharField()
