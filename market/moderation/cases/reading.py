"""What a moderator may read of a case, on the page or by the API, and what goes to the access log."""

from dataclasses import dataclass

from market.accounts.models import User
from market.core.base.audit import log_access
from market.core.base.db import atomic
from market.moderation.cases.queries import reports_of
from market.moderation.cases.subjects import Item, Words, find_item, words_of
from market.moderation.cases.ties import is_tied
from market.moderation.models import Case
from market.safety.models import Report

MOST = 20


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case as a moderator may read it. `item` is None if it is gone; `words` are empty then, and if not to be read.

    `needs_reason`: the words are private, and the moderator has to give a reason to read them.
    """

    item: Item | None
    words: Words
    reports: list[Report]
    is_tied: bool
    needs_reason: bool


@atomic
def read_case(*, by: User, case: Case, is_opened: bool = False) -> ReadCase:
    """Read a case. Reading reporters or private words is written to the access log.

    A moderator with a tie does not learn who reported it. Private words are shown if they were reported, or if
    `is_opened` with a reason, but never to the user in `hidden_from`.
    """
    item, tied = find_item(case.kind, case.thing), is_tied(by, case)
    reports = [] if tied else list(reports_of(case)[:MOST])
    may_read = item is not None and item.hidden_from != by.pk and (is_opened or not item.is_private or bool(reports))
    if reports or (item and may_read and (item.is_private or item.hidden_from)):
        log_access("case.read", by=by, on=case)
    needs_reason = item is not None and item.is_private and not may_read
    return ReadCase(item, words_of(item) if item and may_read else [], reports, tied, needs_reason)
