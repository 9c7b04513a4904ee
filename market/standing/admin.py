"""Standings in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.standing.models import Recount, Score


@admin.register(Score, site=site)
class ScoreTable(ReadOnlyModelAdmin):
    """Scores of users."""

    columns = ("user", "side", "points", "counted_at")
    search_fields = ("=user__email",)
    list_filter = ("side",)


@admin.register(Recount, site=site)
class RecountTable(ReadOnlyModelAdmin):
    """Scheduled recounts."""

    columns = ("user", "side", "due_at")
    search_fields = ("=user__email",)
    date_hierarchy = "due_at"
