"""The plan in the administration: read only, the pages of the programme change it."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.Programme, site=site)
class ProgrammeTable(ReadOnlyModelAdmin):
    """Programmes."""

    columns = ("name_en", "name_bn", "starts_on", "ends_on")
    private = False


@admin.register(models.PlanTemplate, site=site)
class PlanTemplateTable(ReadOnlyModelAdmin):
    """Templates of batches."""

    columns = ("name_en", "name_bn", "seats", "class_count", "in_person_count", "project_months")
    private = False


@admin.register(models.Phase, site=site)
class PhaseTable(ReadOnlyModelAdmin):
    """Phases."""

    columns = ("programme", "number", "starts_on", "opens_at", "closes_at", "planned_by")
    date_hierarchy = "starts_on"


@admin.register(models.Venue, site=site)
class VenueTable(ReadOnlyModelAdmin):
    """Places of face-to-face classes."""

    columns = ("name_en", "name_bn", "district", "address", "seats")
    search_fields = ("name_en", "name_bn", "address")


@admin.register(models.BatchTrainer, site=site)
class BatchTrainerTable(ReadOnlyModelAdmin):
    """Who teaches a batch beside its lead trainer."""

    columns = ("batch", "trainer", "added_by", "added_at", "removed_at")
    search_fields = ("=batch__code", "=trainer__email")


@admin.register(models.ClassSession, site=site)
class ClassSessionTable(ReadOnlyModelAdmin):
    """Classes."""

    columns = ("batch", "kind", "number", "state", "starts_at", "trainer", "venue")
    search_fields = ("=batch__code", "=trainer__email")
    list_filter = ("kind", "state")
    date_hierarchy = "starts_at"


@admin.register(models.ClassMove, site=site)
class ClassMoveTable(ReadOnlyModelAdmin):
    """Moves and cancellations of classes."""

    columns = ("session", "was_at", "is_at", "moved_by", "moved_at")
    search_fields = ("=session__batch__code",)
    date_hierarchy = "moved_at"


@admin.register(models.CalendarPeriod, site=site)
class CalendarPeriodTable(ReadOnlyModelAdmin):
    """Holidays and Ramadan."""

    columns = ("kind", "first_day", "last_day", "name_en", "name_bn")
    list_filter = ("kind",)
    private = False
