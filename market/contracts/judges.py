"""Contracts that somebody judges who is no party of them: an app above says which, and apps that keep something of a
contract let that user read it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.contracts.models import Contract

if TYPE_CHECKING:
    from market.accounts.models import User

Source = Callable[["User"], Q]
_sources: list[Source] = []


def judge_source(source: Source) -> Source:
    """Register a function that gives the condition of contracts that a user judges."""
    _sources.append(source)
    return source


def judged_by(user: "User") -> QuerySet[Contract]:
    """The contracts that the user judges; none for most."""
    condition = Q(pk__in=[])
    for source in _sources:
        condition |= source(user)
    return Contract.objects.filter(condition)
