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


def first_pictures(profile: Profile, most: int) -> list[PortfolioPicture]:
    """The first picture of each of the first works of a profile, in order; none of one that is not shown."""
    if not profile.is_shown:
        return []
    return list(PortfolioPicture.objects.filter(profile=profile).distinct("case__position", "case_id")[:most])
