"""Answers are found once and kept for a moment, ten times as long as finding them took.

So at most a tenth of the time goes into the same question, however large the site is. Only the order, the number of all
and the facets are kept: each row of a page is looked at again, and who may not be seen any more is left out at once.
What this process itself changes makes it find anew; other processes come to know of it when the answer's time is up.
"""

import threading
from dataclasses import dataclass, field
from time import monotonic, perf_counter

from django.db import transaction
from django.utils.translation import get_language

from market.search.backends import postgres as backend
from market.search.queries import Found, SearchQuery

TIMES = 10
LONGEST = 5.0  # seconds
MOST = 2000
Key = tuple[SearchQuery, int, int, str]


@dataclass(slots=True)
class Answer:
    """What was found, and until when it counts. While one thread finds anew, the others take the old one."""

    found: Found
    until: float
    finding: threading.Lock = field(default_factory=threading.Lock)


_answers: dict[Key, Answer] = {}


def find(query: SearchQuery, *, offset: int = 0, limit: int = backend.PAGE) -> Found:
    """The backend's answer to a query, or the one of a moment ago."""
    key = (query, offset, limit, get_language() or "")
    known = _answers.get(key)
    if known is None:
        return _find(key)
    if known.until > monotonic() or not known.finding.acquire(blocking=False):
        return known.found
    try:
        return _find(key)
    finally:
        known.finding.release()


def _find(key: Key) -> Found:
    query, offset, limit, _ = key
    answers, began = _answers, perf_counter()
    found = backend.find(query, offset=offset, limit=limit)
    if len(answers) >= MOST:
        answers.clear()
    answers[key] = Answer(found, monotonic() + min(TIMES * (perf_counter() - began), LONGEST))
    return found


def forget() -> None:
    """Find everything anew; what is being found just now counts for those who wait for it only."""
    global _answers
    _answers = {}


def forget_changed() -> None:
    """Find everything anew, in this transaction and, once it is committed, for all."""
    forget()
    transaction.on_commit(forget)
