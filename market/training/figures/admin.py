"""Figures in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.FigureBlock, site=site)
class FigureBlockTable(ReadOnlyModelAdmin):
    """Published counts of the people of one phase, district and topic."""

    columns = ("phase", "district", "topic", "applied", "selected", "attended", "graduated", "worked", "paid")
    private = False


@admin.register(models.FigureSnapshot, site=site)
class FigureSnapshotTable(ReadOnlyModelAdmin):
    """When the figures of a programme were counted."""

    columns = ("programme", "counted_at", "next_at", "has_places")
    private = False
