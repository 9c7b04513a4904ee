"""Webhooks of integrators in the administration. Addresses may hold keys: only their owners see them."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.integrations.models import Attempt, Delivery, Endpoint


@admin.register(Endpoint, site=site)
class EndpointTable(ReadOnlyModelAdmin):
    """Where programs of people are told."""

    columns = ("user", "events", "is_on", "failing_since", "turned_off_at", "created_at")
    hidden = ("url", "sealed", "salt")
    hide_names = True
    search_fields = ("=user__email",)
    list_filter = ("is_on",)


@admin.register(Delivery, site=site)
class DeliveryTable(ReadOnlyModelAdmin):
    """What was sent, or waits."""

    columns = ("endpoint", "kind", "state", "tries", "created_at", "due_at", "ended_at")
    hidden = ("key", "facts")
    hide_names = True
    search_fields = ("=id", "=endpoint__user__email", "kind")
    list_filter = ("state",)
    date_hierarchy = "created_at"


@admin.register(Attempt, site=site)
class AttemptTable(ReadOnlyModelAdmin):
    """Tries to send."""

    columns = ("delivery", "at", "status", "failure", "milliseconds")
    hidden = ("answer",)
    list_filter = ("status",)
    date_hierarchy = "at"
