"""The rules check new audit entries and messages a minute later: nobody waits for them, and they refuse nothing."""

import logging
from collections.abc import Iterator
from datetime import datetime

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.log_cursor import LogCursor
from market.core.models import AuditEntry
from market.jobs.models import Invitation
from market.messaging.models import Message, MessageEdit
from market.moderation.cases import rules
from market.moderation.cases.actions import flag_item
from market.moderation.cases.checks import FINGERPRINTED, run_checks, suspected, suspected_senders
from market.moderation.cases.subjects import Item, find_item
from market.moderation.models import TextPrint

log = logging.getLogger(__name__)
AUDIT_CURSOR = LogCursor("moderation.deeds", AuditEntry.objects.all, "at")
MESSAGE_CURSOR = LogCursor("moderation.words", Message.objects.all, "created_at")
EDIT_CURSOR = LogCursor("moderation.edits", MessageEdit.objects.all, "replaced_at")
AT_ONCE = 500
# By audit code: the kind of item to check; the entry is on a row of that kind.
CHECKED_KINDS = {
    "bid.submitted": "bid",
    "offer.made": "bid",
    "job.published": "job",
    "job.changed": "job",
    "job.invited": "job",
    "service.published": "service",
    "service.changed": "service",
    "profile.published": "profile",
    "profile.changed": "profile",
    "review.revealed": "review",
    "review.replied": "review",
    "client.changed": "client",
    "person.renamed": "person",
    "account.changed": "person",
}
SIGN_IN = "device.signed_in"  # after it the user is checked, as after any entry above


def check_recent_activity() -> None:
    """Check all items changed, and all messages sent, since the last run. Each by itself: one that fails is logged."""
    entries, messages = list(AUDIT_CURSOR.readable()[:AT_ONCE]), list(MESSAGE_CURSOR.readable()[:AT_ONCE])
    edits = list(EDIT_CURSOR.readable()[:AT_ONCE])
    written = [message for message in messages if message.sender_id and not message.code]
    items = [each for entry in entries if entry.code in CHECKED_KINDS for each in _items_to_check(entry)]
    in_doubt = suspected(written)
    items += [("message", message.pk, message.created_at) for message in in_doubt]
    items += [("message", edit.message_id, edit.replaced_at) for edit in edits]
    for item in items:
        _check_or_log(*item)
    acts = [(entry.by_id, entry.at) for entry in entries if entry.by_id and entry.code in (*CHECKED_KINDS, SIGN_IN)]
    senders = suspected_senders(written, in_doubt)
    acts += [(message.sender_id, message.created_at) for message in written if message.sender_id in senders]
    last_act = dict(sorted(acts, key=lambda act: act[1]))  # the last act of each user
    for person_id, at in last_act.items():
        _check_or_log("person", person_id, at)
    for cursor, rows in ((AUDIT_CURSOR, entries), (MESSAGE_CURSOR, messages), (EDIT_CURSOR, edits)):
        if rows:
            cursor.advance_to(rows[-1].pk)


def _items_to_check(entry: AuditEntry) -> Iterator[tuple[str, int, datetime]]:
    """(kind, id, time) to check after an audit entry: its row, or the client's user, and an invitation."""
    kind = CHECKED_KINDS[entry.code]
    yield kind, entry.by_id or 0 if kind == "client" else entry.on_id, entry.at
    if entry.code == "job.invited":
        invitations = Invitation.objects.filter(job=entry.on_id, freelancer=entry.facts["freelancer"])
        yield from (("invitation", pk, entry.at) for pk in invitations.values_list("pk", flat=True))


def _check_or_log(kind: str, thing_id: int, at: datetime) -> None:
    try:
        check_item(kind=kind, thing_id=thing_id, at=at)
    except Exception:
        log.exception("The rules failed at %s %s.", kind, thing_id)


@atomic
def check_item(*, kind: str, thing_id: int, at: datetime) -> None:
    """Check an item by the rules of its kind; findings are flagged in the moderators' queue."""
    item = find_item(kind, thing_id)
    if item is None or (isinstance(item.person, User) and item.person.is_staff):
        return
    for rule, facts in run_checks(kind, item, at):
        flag_item(kind=kind, thing_id=thing_id, item=item, rule=rule, facts=facts)
    _store_prints(kind, thing_id, item)


def _store_prints(kind: str, thing_id: int, item: Item) -> None:
    """Store the fingerprints of a text, so that copies by others are found."""
    marks = rules.prints_of(item.body) if kind in FINGERPRINTED else []
    if marks and item.person:
        defaults = {"user": item.person, "marks": marks, "seen_at": clock.now()}
        TextPrint.objects.update_or_create(kind=kind, thing=thing_id, defaults=defaults)
