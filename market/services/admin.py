"""Read-only admin of services and orders."""

from typing import ClassVar

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.services.models import Extra, FaqEntry, Order, Package, Question, Service, ServicePicture


@admin.register(Service, site=site)
class ServiceTable(ReadOnlyModelAdmin):
    """Services that freelancers offer."""

    columns = ("freelancer", "state", "title_en", "topic", "price_from_value", "orders_paid", "published_at")
    search_fields = ("=id", "title_en", "title_bn", "=freelancer__email")
    list_filter = ("state", "currency")
    date_hierarchy = "created_at"


class PartTable(ReadOnlyModelAdmin):
    """Parts of a service."""

    columns: ClassVar[tuple[str, ...]] = ("service", "position")
    search_fields = ("=service__id",)


@admin.register(Package, Extra, site=site)
class PricedTable(PartTable):
    """Packages and extras."""

    columns = ("service", "position", "name", "days")


@admin.register(Question, site=site)
class QuestionTable(PartTable):
    """Questions of services to buyers."""


@admin.register(FaqEntry, site=site)
class FaqTable(PartTable):
    """Questions about services with their answers."""


@admin.register(ServicePicture, site=site)
class ServicePictureTable(PartTable):
    """Pictures of services."""

    columns = ("service", "position", "title", "created_at")


@admin.register(Order, site=site)
class OrderTable(ReadOnlyModelAdmin):
    """Orders without the buyers' answers."""

    columns = ("service", "contract", "client", "package", "price_value", "created_at", "paid_at")
    hidden = ("answers", "files")
    search_fields = ("=id", "=contract__id", "=client__email", "title")
    date_hierarchy = "created_at"
