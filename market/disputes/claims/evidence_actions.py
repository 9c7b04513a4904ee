"""Proof that a side brings: each piece is kept as it is at that moment, with its hash."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from market.contracts.models import Delivery
from market.core.base import clock
from market.core.base.errors import Invalid
from market.disputes.models import Dispute, Evidence, Statement
from market.files.access import attachable
from market.files.models import Upload
from market.files.types import type_of
from market.messaging.models import Message

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User

MOST_PIECES = 50
MOST_STATEMENTS = 20
Kind = Evidence.Kind


class TooMuchSaid(Invalid):
    help = "disputes#evidence"
    code = "too_much_said"
    sentence = _("You have said enough here: %(most)s statements at most. The moderator reads them all.")


@dataclass(frozen=True, slots=True)
class Said:
    """What a side says, with its proof: ids of uploads of hers, of messages in the talk, of deliveries."""

    text: str
    files: Sequence[str] = ()
    messages: Sequence[int] = ()
    deliveries: Sequence[int] = ()


def state(dispute: Dispute, by: "User", kind: Statement.Kind, said: Said) -> Statement:
    """Keep a statement.

    Raises Invalid at "statement", "files", "messages", "deliveries"; TooMuchSaid past the number of statements.
    """
    if not said.text.strip():
        raise Invalid(errors={"statement": [_("Say in your own words what happened.")]})
    if dispute.statements.filter(by=by).count() >= MOST_STATEMENTS:
        raise TooMuchSaid(most=MOST_STATEMENTS)
    if len(said.messages) + len(said.deliveries) > MOST_PIECES:
        raise Invalid(errors={"messages": [_("Pick %(most)s pieces at most.") % {"most": MOST_PIECES}]})
    made = Statement.objects.create(dispute=dispute, by=by, kind=kind, text=said.text, made_at=clock.now())
    pieces = [_file(made, each) for each in attachable(by, said.files)]
    messages, deliveries = provable(dispute, by)
    pieces += [_message(made, each) for each in _found(messages, said.messages, "messages")]
    pieces += [_delivery(made, each) for each in _found(deliveries, said.deliveries, "deliveries")]
    Evidence.objects.bulk_create(pieces)
    return made


def provable(dispute: Dispute, by: "User") -> "tuple[QuerySet[Message], QuerySet[Delivery]]":
    """What somebody may show of the talk and of what was delivered: a side all of it; who stands by reads neither."""
    messages, deliveries = messages_of(dispute), deliveries_of(dispute)
    if by.pk in (dispute.contract.client_id, dispute.contract.freelancer_id):
        return messages, deliveries
    return messages.none(), deliveries.none()


def messages_of(dispute: Dispute) -> "QuerySet[Message]":
    """What people said in the talk of the contract."""
    rows = Message.objects.filter(conversation=dispute.contract.conversation_id)
    return rows.exclude(sender=None).select_related("sender")


def deliveries_of(dispute: Dispute) -> "QuerySet[Delivery]":
    """What was delivered for the milestone, with its files."""
    return Delivery.objects.filter(milestone=dispute.milestone_id).prefetch_related("files")


def _found(rows: Any, ids: Sequence[int], field: str) -> list[Any]:
    found = rows.in_bulk(list(ids))
    if len(found) < len(set(ids)):
        raise Invalid(errors={field: [_("One of these is not of this contract.")]})
    return [found[pk] for pk in dict.fromkeys(ids)]


def _file(made: Statement, upload: Upload) -> Evidence:
    facts = {**_named(upload), **type_of(upload).facts()}
    return Evidence(
        statement=made, kind=Kind.FILE, thing=str(upload.pk), upload=upload, facts=facts, sha256=upload.sha256
    )


def _message(made: Statement, message: Message) -> Evidence:
    facts = {
        "by": message.sender_id,
        "name": message.sender.display_name if message.sender else "",
        "at": message.created_at.isoformat(),
        "seq": message.seq,
    }
    return _kept(made, Kind.MESSAGE, message.pk, message.text, facts)


def _delivery(made: Statement, delivery: Delivery) -> Evidence:
    files = [{**_named(each), "sha256": each.sha256} for each in delivery.files.all()]
    facts = {"number": delivery.number, "at": delivery.submitted_at.isoformat(), "files": files}
    return _kept(made, Kind.DELIVERY, delivery.pk, delivery.note, facts)


def _named(upload: Upload) -> dict[str, Any]:
    return {"id": str(upload.pk), "name": upload.name, "size": upload.size}


def _kept(made: Statement, kind: Evidence.Kind, thing: int, text: str, facts: dict[str, Any]) -> Evidence:
    return Evidence(
        statement=made, kind=kind, thing=str(thing), text=text, facts=facts, sha256=fingerprint(text, facts)
    )


def fingerprint(text: str, facts: dict[str, Any]) -> str:
    """The hash of what was kept of a message or a delivery: anyone can compute it again."""
    whole = json.dumps({"text": text, "facts": facts}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()
