"""Packages that a freelancer can begin an offer with, and the form's first values from one."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from market.bids.forms import initial_of_offer
from market.bids.offers.terms import ProposedTerms
from market.services.models import Package, Service

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_PACKAGES = 9


def own_packages(user: "User") -> QuerySet[Package]:
    """The packages of the user's services that are or were public."""
    rows = Package.objects.filter(service__freelancer=user).exclude(service__state=Service.State.DRAFT)
    return rows.select_related("service").order_by("-service__published_at", "position")


def initial_of_package(package: Package, reader: "User") -> dict[str, Any]:
    """The first values of an offer's form: the texts in the language of the client who will read it."""
    service, language = package.service, reader.language
    includes = package.in_language("includes", language)
    return {
        **initial_of_offer(ProposedTerms(package.price, package.days)),
        "title": service.in_language("title", language),
        "description": "\n\n".join(filter(None, [package.in_language("name", language), includes])),
        "revisions": package.revisions,
    }
