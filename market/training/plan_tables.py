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


@admin.register(models.ClassMaterial, site=site)
class ClassMaterialTable(ReadOnlyModelAdmin):
    """Material of classes."""

    columns = ("session", "title", "link", "added_by", "added_at", "changed_at")
    hidden = ("files",)
    search_fields = ("=session__batch__code", "title")


@admin.register(models.ClassTask, site=site)
class ClassTaskTable(ReadOnlyModelAdmin):
    """Tasks of classes."""

    columns = ("session", "text", "due_at", "added_by", "added_at", "changed_at")
    search_fields = ("=session__batch__code",)


@admin.register(models.ClassQuestion, site=site)
class ClassQuestionTable(ReadOnlyModelAdmin):
    """Questions about classes."""

    columns = ("session", "text", "asked_by", "asked_at", "answered_by", "answered_at")
    search_fields = ("=session__batch__code", "=asked_by__email")
    date_hierarchy = "asked_at"


@admin.register(models.ClassProblem, site=site)
class ClassProblemTable(ReadOnlyModelAdmin):
    """What is gone over in face-to-face classes."""

    columns = ("batch", "kind", "text", "added_by", "added_at", "session", "decision", "settled_by", "settled_at")
    search_fields = ("=batch__code", "=added_by__email")
    list_filter = ("kind",)


@admin.register(models.TravelPlan, site=site)
class TravelPlanTable(ReadOnlyModelAdmin):
    """Journeys of trainers."""

    columns = ("batch", "trainer", "withdrawn_at")
    search_fields = ("=batch__code", "=trainer__email")


@admin.register(models.TravelVersion, site=site)
class TravelVersionTable(ReadOnlyModelAdmin):
    """What journeys say, and said."""

    columns = ("plan", "number", "means", "leaves_at", "arrives_at", "by", "at")
    search_fields = ("=plan__batch__code", "=plan__trainer__email")
    date_hierarchy = "arrives_at"


@admin.register(models.TravelClass, site=site)
class TravelClassTable(ReadOnlyModelAdmin):
    """Classes to which journeys go."""

    columns = ("version", "session", "starts_at", "venue")
    search_fields = ("=session__batch__code",)


@admin.register(models.Recording, site=site)
class RecordingTable(ReadOnlyModelAdmin):
    """Recordings of classes."""

    columns = ("session", "title", "link", "size", "minutes", "added_by", "added_at")
    search_fields = ("=session__batch__code", "title")


@admin.register(models.RoomHost, site=site)
class RoomHostTable(ReadOnlyModelAdmin):
    """Hosts of live rooms."""

    columns = ("host", "name", "added_by", "added_at")
    private = False


@admin.register(models.CalendarPeriod, site=site)
class CalendarPeriodTable(ReadOnlyModelAdmin):
    """Holidays and Ramadan."""

    columns = ("kind", "first_day", "last_day", "name_en", "name_bn")
    list_filter = ("kind",)
    private = False


@admin.register(models.DistrictOutage, site=site)
class DistrictOutageTable(ReadOnlyModelAdmin):
    """Outages of districts."""

    columns = ("district", "reason", "from_at", "until_at", "state", "seen_until", "look_at")
    private = False


@admin.register(models.DistrictOutageChange, site=site)
class DistrictOutageChangeTable(ReadOnlyModelAdmin):
    """Who entered, confirmed, refused, extended and ended outages."""

    columns = ("outage", "until_at", "by", "at")
    private = False


@admin.register(models.MovedDeadline, site=site)
class MovedDeadlineTable(ReadOnlyModelAdmin):
    """By how much outages moved deadlines."""

    columns = ("outage", "kind", "row", "person", "since", "until", "by", "due_at", "at")
    search_fields = ("=person__email",)
