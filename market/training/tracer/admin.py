"""The tracer in the administration: who was asked, and what the public reads. Answers stand at the desk of officers."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.TracerRound, site=site)
class TracerRoundTable(ReadOnlyModelAdmin):
    """Who was asked, and when they answered."""

    columns = ("certificate", "months", "starts_at", "ends_at", "tell_at", "answered_at")
    list_filter = ("months",)
    search_fields = ("=certificate__serial",)


@admin.register(models.TracerAnswer, site=site)
class TracerAnswerTable(ReadOnlyModelAdmin):
    """Answers."""

    columns = ("tracer_round", "way", "by", "at", "work", "elsewhere", "hours", "hindrance", "advice", "note")
    list_filter = ("way", "work")


@admin.register(models.TracerRefusal, site=site)
class TracerRefusalTable(ReadOnlyModelAdmin):
    """Who is not to be asked again."""

    columns = ("certificate", "at")


@admin.register(models.TracerResult, site=site)
class TracerResultTable(ReadOnlyModelAdmin):
    """What the public reads of a phase."""

    columns = ("phase", "months", "invited", "answered", "counted_at")
    private = False
