"""Proof that a side brings: each piece is kept as it is at that moment, with its hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from market.contracts.deliveries.actions import open_deliveries
from market.contracts.models import Delivery
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.base.fingerprints import fingerprint
from market.disputes.models import Dispute, Evidence, Statement
from market.files.access import attachable
from market.files.facts import file_facts, files_facts
from market.files.models import Upload
from market.files.types import type_of
from market.messaging.models import Message

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from market.accounts.models import User
    from market.contracts.deliveries.models import WorkQuerySet

STATEMENT_LENGTH = 5000
MOST_PIECES = 50
MOST_STATEMENTS = 20
Kind = Evidence.Kind


class TooManyStatements(Invalid):
    help = "disputes#evidence"
    code = "too_much_said"
    sentence = _("You have said enough here: %(most)s statements at most. The moderator reads them all.")


@dataclass(frozen=True, slots=True)
class StatementContent:
    """What a side says, with its evidence: ids of its uploads, of messages of the conversation, of deliveries.

    `answers`: the same as answers by `Statement.Question`, where the page asked them.
    """

    text: str
    files: Sequence[str] = ()
    messages: Sequence[int] = ()
    deliveries: Sequence[int] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_answers(cls, answers: Mapping[str, str], **evidence: Any) -> "StatementContent":
        """Answers to all questions; as a text they stand below the questions in the active language."""
        parts = (f"{each.label}\n{answers[each]}" for each in Statement.Question)
        return cls("\n\n".join(parts), answers=answers, **evidence)


def create_statement(dispute: Dispute, by: "User", kind: Statement.Kind, content: StatementContent) -> Statement:
    """Keep a statement.

    Raises Invalid at "statement", "files", "messages", "deliveries"; TooManyStatements past the number of statements.
    """
    if not content.text.strip():
        raise Invalid(errors={"statement": [_("Say in your own words what happened.")]})
    if dispute.statements.filter(by=by).count() >= MOST_STATEMENTS:
        raise TooManyStatements(most=MOST_STATEMENTS)
    if len(content.messages) + len(content.deliveries) > MOST_PIECES:
        raise Invalid(errors={"messages": [_("Pick %(most)s pieces at most.") % {"most": MOST_PIECES}]})
    statement = Statement.objects.create(
        dispute=dispute, by=by, kind=kind, text=content.text, answers=dict(content.answers), made_at=clock.now()
    )
    pieces = [_file(statement, each) for each in attachable(by, content.files)]
    messages, deliveries = provable_rows(dispute, by)
    pieces += [_message(statement, each) for each in _fetch_all(messages, content.messages, "messages")]
    shown = _fetch_all(deliveries, content.deliveries, "deliveries")
    open_deliveries(by=by, deliveries=shown)  # both sides read it there
    pieces += [_delivery(statement, each) for each in shown]
    Evidence.objects.bulk_create(pieces)
    return statement


def provable_rows(dispute: Dispute, by: "User") -> "tuple[QuerySet[Message], WorkQuerySet]":
    """What somebody may show of the talk and of what was delivered: a side all that stands, since moderators see by
    themselves what was replaced; who stands by reads neither."""
    messages, deliveries = messages_of(dispute), deliveries_of(dispute)
    if by.pk in (dispute.contract.client_id, dispute.contract.freelancer_id):
        return messages, deliveries.current()
    return messages.none(), deliveries.none()


def messages_of(dispute: Dispute) -> "QuerySet[Message]":
    """What people said in the talk of the contract, and moderators did not hide."""
    rows = Message.objects.filter(conversation=dispute.contract.conversation_id, code="")
    return rows.exclude(sender=None).select_related("sender").prefetch_related("attached__upload")


def deliveries_of(dispute: Dispute) -> "WorkQuerySet":
    """What was delivered for the milestone, with its files, also what was replaced."""
    rows = Delivery.objects.filter(milestone=dispute.milestone_id)
    return rows.select_related("milestone__contract").prefetch_related("files", "changes_files")


def _fetch_all(rows: Any, ids: Sequence[int], field: str) -> list[Any]:
    by_id = rows.in_bulk(list(ids))
    if len(by_id) < len(set(ids)):
        raise Invalid(errors={field: [_("One of these is not of this contract.")]})
    return [by_id[pk] for pk in dict.fromkeys(ids)]


def _file(statement: Statement, upload: Upload) -> Evidence:
    facts = {**file_facts(upload), **type_of(upload).facts()}
    return Evidence(
        statement=statement, kind=Kind.FILE, thing=str(upload.pk), upload=upload, facts=facts, sha256=upload.sha256
    )


def _message(statement: Statement, message: Message) -> Evidence:
    facts: dict[str, Any] = {
        "by": message.sender_id,
        "name": message.sender.display_name if message.sender else "",
        "at": message.created_at.isoformat(),
        "seq": message.seq,
    }
    if message.file_count:
        facts["files"] = files_facts(attached.upload for attached in message.attached.all())
    return _evidence(statement, Kind.MESSAGE, message.pk, message.text, facts)


def _delivery(statement: Statement, delivery: Delivery) -> Evidence:
    files = files_facts(delivery.files.all())
    facts = {"number": delivery.number, "at": delivery.submitted_at.isoformat(), "files": files}
    return _evidence(statement, Kind.DELIVERY, delivery.pk, delivery.note, facts)


def _evidence(statement: Statement, kind: Evidence.Kind, thing: int, text: str, facts: dict[str, Any]) -> Evidence:
    return Evidence(
        statement=statement, kind=kind, thing=str(thing), text=text, facts=facts, sha256=fingerprint(text, facts)
    )
