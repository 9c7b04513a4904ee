"""Contracts that somebody judges who is no party of them: an app above says which and on which page, and apps that keep
something of a contract let that user read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from market.contracts.models import Contract

if TYPE_CHECKING:
    from market.accounts.models import User


@dataclass(frozen=True, slots=True)
class JudgePage:
    """Where somebody judges a contract, and what that page is called."""

    url: str
    title: str


Source = Callable[["User"], Q]
PageSource = Callable[["User", Contract], JudgePage | None]
_sources: list[Source] = []
_pages: list[PageSource] = []


def judge_source(source: Source) -> Source:
    """Register a function that gives the condition of contracts that a user judges."""
    _sources.append(source)
    return source


def judge_page(source: PageSource) -> PageSource:
    """Register a function that gives the page on which a user judges a contract; None where they do not."""
    _pages.append(source)
    return source


def page_of_judge(user: "User", contract: Contract) -> JudgePage | None:
    """The page on which the user judges the contract, if they do."""
    return next((page for source in _pages if (page := source(user, contract))), None)


def judged_by(user: "User") -> QuerySet[Contract]:
    """The contracts that the user judges; none for most."""
    condition = Q(pk__in=[])
    for source in _sources:
        condition |= source(user)
    return Contract.objects.filter(condition)
