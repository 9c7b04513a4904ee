"""`expand[]`: objects in place of their ids, up to four levels deep."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model

from market.sandbox import connect_serializers, serializers
from market.sandbox.errors import BadParameter
from market.sandbox.models import (
    Account,
    BalanceTransaction,
    Charge,
    Dispute,
    PaymentIntent,
    Payout,
    Refund,
    Reversal,
    Session,
    Transfer,
)
from market.sandbox.serializers import Shape

SHAPES: dict[str, tuple[type[Model], Callable[[Any], Shape]]] = {
    "cs": (Session, serializers.session),
    "pi": (PaymentIntent, serializers.payment_intent),
    "ch": (Charge, serializers.charge),
    "py": (Charge, serializers.charge),
    "txn": (BalanceTransaction, serializers.balance_transaction),
    "re": (Refund, serializers.refund),
    "du": (Dispute, serializers.dispute),
    "acct": (Account, connect_serializers.account),
    "tr": (Transfer, connect_serializers.transfer),
    "trr": (Reversal, connect_serializers.reversal),
    "po": (Payout, connect_serializers.payout),
}
EXPANDABLE = {
    "balance_transaction",
    "charge",
    "destination",
    "destination_payment",
    "failure_balance_transaction",
    "latest_charge",
    "payment_intent",
    "source",
    "source_transaction",
    "source_transfer",
    "transfer",
}


def expand(shape: Shape, paths: Iterable[str]) -> Shape:
    """The object with those named by `paths` ("latest_charge.balance_transaction") in place of their ids.

    Raises BadParameter for a field that is not the id of an object.
    """
    for path in paths:
        _expand(shape, path.split("."), path)
    return shape


def _expand(shape: Shape, names: list[str], path: str) -> None:
    name, rest = names[0], names[1:]
    if name == "data" and shape.get("object") == "list":
        for each in shape["data"]:
            _expand(each, rest, path)
        return
    if name not in EXPANDABLE or name not in shape or len(names) > 4:
        raise BadParameter(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(shape[name], str):
        shape[name] = object_of_id(shape[name])
    if rest and shape[name]:
        _expand(shape[name], rest, path)


def object_of_id(key: str) -> Shape:
    """The object of this id. Raises KeyError for an unknown prefix, DoesNotExist for no object."""
    model, shape = SHAPES[key.split("_")[0]]
    return shape(model._default_manager.get(id=key))
