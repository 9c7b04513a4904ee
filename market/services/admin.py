"""Services in the administration."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.administration import Button, site
from market.core.tables import Table
from market.services.actions import remove_service, restore_service
from market.services.models import Extra, Order, Package, Question, Service, ServicePicture

MODERATORS = (User.Role.MODERATOR, User.Role.LEAD)


def _remove(*, by: User, row: Service, reason: str) -> None:
    remove_service(by=by, service_id=row.pk, reason=reason)


def _restore(*, by: User, row: Service, reason: str) -> None:
    restore_service(by=by, service_id=row.pk)


@admin.register(Service, site=site)
class ServiceTable(Table):
    """Services that freelancers offer."""

    columns = ("freelancer", "state", "title_en", "topic", "price_from_value", "orders_paid", "published_at")
    search_fields = ("=id", "title_en", "title_bn", "=freelancer__email")
    list_filter = ("state", "currency")
    date_hierarchy = "created_at"
    buttons = (
        Button(
            "remove",
            _("Take off the site"),
            _("Nobody finds or orders it any more. Its owner is told your reason, word for word."),
            _remove,
            roles=MODERATORS,
            when=lambda row: row.state != Service.State.REMOVED,
            asks=True,
        ),
        Button(
            "restore",
            _("Give it back"),
            _("Its owner gets it back, paused, and is told."),
            _restore,
            roles=MODERATORS,
            when=lambda row: row.state == Service.State.REMOVED,
        ),
    )


class PartTable(Table):
    """Parts of a service."""

    columns: ClassVar[tuple[str, ...]] = ("service", "position")
    search_fields = ("=service__id",)


@admin.register(Package, Extra, site=site)
class PricedTable(PartTable):
    """Packages and extras."""

    columns = ("service", "position", "name", "days")


@admin.register(Question, site=site)
class QuestionTable(PartTable):
    """What a service asks its buyers."""


@admin.register(ServicePicture, site=site)
class ServicePictureTable(PartTable):
    """Pictures of services."""

    columns = ("service", "position", "title", "created_at")


@admin.register(Order, site=site)
class OrderTable(Table):
    """Orders, without what the buyer answered."""

    columns = ("service", "contract", "client", "package", "price_value", "created_at", "paid_at")
    hidden = ("answers",)
    search_fields = ("=id", "=contract__id", "=client__email", "title")
    date_hierarchy = "created_at"
