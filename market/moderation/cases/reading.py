"""What a moderator reads of a case, by page or by program: one home of what she may not, and of what goes on record."""

from dataclasses import dataclass

from market.accounts.models import User
from market.core.base.audit import log_access
from market.core.base.db import atomic
from market.moderation.cases.subjects import Thing, Words, find_thing, words_of
from market.moderation.cases.ties import is_tied
from market.moderation.models import Case
from market.moderation.queries import reports_of
from market.safety.models import Report

MOST = 20


@dataclass(frozen=True, slots=True)
class ReadCase:
    """`thing` is None where it is gone; `words` are empty then, and where they are not for her.

    `is_closed`: they were written to somebody alone, and she has to say why she reads them.
    """

    thing: Thing | None
    words: Words
    reports: list[Report]
    is_tied: bool
    is_closed: bool


@atomic
def read_case(*, by: User, case: Case, is_opened: bool = False) -> ReadCase:
    """Read a case. Who reported it, and words that were written to somebody alone, go on record as her look.

    Who has a tie to it does not learn who reported it. Private words are read once they were reported, or
    `is_opened` with a reason; and never by whom they are kept from.
    """
    thing, tied = find_thing(case.kind, case.thing), is_tied(by, case)
    reports = [] if tied else list(reports_of(case)[:MOST])
    shows = thing is not None and thing.kept_from != by.pk and (is_opened or not thing.is_private or bool(reports))
    if reports or (thing and shows and (thing.is_private or thing.kept_from)):
        log_access("case.read", by=by, on=case)
    is_closed = thing is not None and thing.is_private and not shows
    return ReadCase(thing, words_of(thing) if thing and shows else [], reports, tied, is_closed)
