"""The rules look at what people did, a minute later: nobody waits for them, and nothing is refused by them."""

import logging
from collections.abc import Iterator
from datetime import datetime

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.log_cursor import LogCursor
from market.core.models import AuditEntry
from market.jobs.models import Invitation
from market.messaging.models import Message
from market.moderation.cases import rules
from market.moderation.cases.actions import flag_thing
from market.moderation.cases.checks import PRINTED, found_in
from market.moderation.cases.subjects import Thing, find_thing
from market.moderation.models import TextPrint

log = logging.getLogger(__name__)
DEEDS = LogCursor("moderation.deeds", AuditEntry.objects.all, "at")
WORDS = LogCursor("moderation.words", Message.objects.all, "created_at")
AT_ONCE = 500
# What is looked at after which deed; the deed is on a row of that kind.
AFTER = {
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
SIGN_IN = "device.signed_in"  # after it the person herself is looked at, as after all that she does


def look_through() -> None:
    """Look at what was done, and said, since the last look. Each thing by itself: one that fails is logged."""
    deeds, said = list(DEEDS.ripen()[:AT_ONCE]), list(WORDS.ripen()[:AT_ONCE])
    words = [message for message in said if message.sender_id and not message.code]
    things = [each for deed in deeds if deed.code in AFTER for each in _things(deed)]
    for seen in [*things, *(("message", message.pk, message.created_at) for message in words)]:
        _try(*seen)
    acts = [(deed.by_id, deed.at) for deed in deeds if deed.by_id and deed.code in (*AFTER, SIGN_IN)]
    acts += [(message.sender_id, message.created_at) for message in words]
    busy = dict(sorted(acts, key=lambda act: act[1]))  # of each person the last
    for person_id, at in busy.items():
        _try("person", person_id, at)
    for reader, rows in ((DEEDS, deeds), (WORDS, said)):
        if rows:
            reader.read(rows[-1].pk)


def _things(deed: AuditEntry) -> Iterator[tuple[str, int, datetime]]:
    """What is looked at after a deed: its row, of a client's page the person, and the words of an invitation."""
    kind = AFTER[deed.code]
    yield kind, deed.by_id or 0 if kind == "client" else deed.on_id, deed.at
    if deed.code == "job.invited":
        asked = Invitation.objects.filter(job=deed.on_id, freelancer=deed.facts["freelancer"])
        yield from (("invitation", pk, deed.at) for pk in asked.values_list("pk", flat=True))


def _try(kind: str, thing_id: int, at: datetime) -> None:
    try:
        look_at(kind=kind, thing_id=thing_id, at=at)
    except Exception:
        log.exception("The rules failed at %s %s.", kind, thing_id)


@atomic
def look_at(*, kind: str, thing_id: int, at: datetime) -> None:
    """Let the rules of its kind look at a thing; what they find stands in the moderators' queue."""
    found = find_thing(kind, thing_id)
    if found is None or (isinstance(found.person, User) and found.person.is_staff):
        return
    for rule, facts in found_in(kind, found, at):
        flag_thing(kind=kind, thing_id=thing_id, found=found, rule=rule, facts=facts)
    _remember(kind, thing_id, found)


def _remember(kind: str, thing_id: int, found: Thing) -> None:
    """Keep what stands for its words, so that they are known where somebody else uses them."""
    marks = rules.prints_of(found.body) if kind in PRINTED else []
    if marks and found.person:
        known = {"user": found.person, "marks": marks, "seen_at": clock.now()}
        TextPrint.objects.update_or_create(kind=kind, thing=thing_id, defaults=known)
