"""Which deliveries there are for whom."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from market.contracts.models import Contract, Delivery, Milestone
from market.core.base import clock
from market.core.text import locale
from market.core.text.formats import format_number
from market.files.archives import fits_archive
from market.files.collections import Collection

if TYPE_CHECKING:
    from market.accounts.models import User


def deliveries_of(user: "User") -> QuerySet[Delivery]:
    """Those of the user's contracts, with their files."""
    rows = Delivery.objects.visible_to(user).select_related("milestone__contract")
    return rows.prefetch_related("files", "changes_files")


def readable_deliveries(user: "User") -> QuerySet[Delivery]:
    """Those whose files the user may read: for the client only what can be replaced no more. What they see in the
    workroom or the API is opened by that, and so is among them.
    """
    waits = Q(opened_at=None, changes_requested_at=None) & ~Q(milestone__state__in=Milestone.ENDS)
    can_be_replaced = waits & Q(replaceable_until__gt=clock.now())
    return deliveries_of(user).filter(Q(milestone__contract__freelancer=user) | ~can_be_replaced)


def deliveries_in(contract: Contract) -> list[Delivery]:
    """Those of a contract of `contracts_of`."""
    return [delivery for milestone in contract.milestones.all() for delivery in milestone.deliveries.all()]


def archive_url(delivery: Delivery) -> str:
    """Where all of its files can be taken at once; "" where there is one alone, or they are too much."""
    files = delivery.files.all()
    return reverse("delivery_archive", args=[delivery.pk]) if fits_archive(files) else ""


def as_collection(delivery: Delivery) -> Collection:
    """Its files, as the page of one of them names and offers them."""
    return Collection(
        list(delivery.files.all()), delivery.milestone.get_absolute_url(), _title(delivery), archive_url(delivery)
    )


def changes_as_collection(delivery: Delivery) -> Collection:
    """The same for what the client sent with the changes that they asked for."""
    return Collection(list(delivery.changes_files.all()), delivery.milestone.get_absolute_url(), _title(delivery))


def _title(delivery: Delivery) -> str:
    number = format_number(delivery.number, locale.language())
    return f"{_('Delivery %(number)s') % {'number': number}} · {delivery.milestone.title}"
