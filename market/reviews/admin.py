"""Read-only admin of reviews. Reviews that are not revealed are not shown here either."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.reviews.models import Exchange, Review


@admin.register(Exchange, site=site)
class ExchangeTable(ReadOnlyModelAdmin):
    """The two reviews of a contract."""

    columns = ("contract", "due_at", "revealed_at")
    search_fields = ("=contract__id",)
    date_hierarchy = "due_at"


@admin.register(Review, site=site)
class ReviewTable(ReadOnlyModelAdmin):
    """Revealed reviews, without the note to the site."""

    columns = ("exchange", "author", "about", "is_by_client", "is_marked", "written_at", "replied_at")
    hidden = ("private_note",)
    search_fields = ("=id", "=exchange__contract__id", "=author__email", "=about__email")
    list_filter = ("is_by_client", "is_marked")
    date_hierarchy = "written_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Revealed reviews only: staff may know a side, or be one."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(exchange__revealed_at__isnull=False)
