"""The works of a portfolio with their pictures."""

from typing import TYPE_CHECKING

from market.core.base.prepared import Each, hold, prepared
from market.profiles.models import PortfolioCase, PortfolioPicture, Profile

if TYPE_CHECKING:
    from django.db.models import QuerySet


def shown_cases(profile: Profile) -> list[PortfolioCase]:
    """The works of a profile in order, with their pictures: two queries."""
    cases = _cases_of(profile)
    if cases:
        hold(cases, "pictures", _pictures_of([case.pk for case in cases]), by="case_id")
    return cases


@prepared
def _cases_of(profile: Profile) -> "QuerySet[PortfolioCase]":
    return PortfolioCase.objects.filter(profile=profile)


@prepared
def _pictures_of(cases: list[int]) -> "QuerySet[PortfolioPicture]":
    return PortfolioPicture.objects.filter(case__in=Each(cases))


def first_pictures(profile: Profile) -> list[PortfolioPicture]:
    """The first picture of each work of a profile that has one, in order. One statement."""
    return list(PortfolioPicture.objects.filter(profile=profile).distinct("case__position", "case_id"))
