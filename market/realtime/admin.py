"""Tickets of sockets in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.realtime.models import Ticket


@admin.register(Ticket, site=site)
class TicketTable(ReadOnlyModelAdmin):
    """Tickets that were issued and not used."""

    columns = ("user", "expires_at")
    hidden = ("digest", "session_key", "token_digest")
    search_fields = ("=user__email",)
