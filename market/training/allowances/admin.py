"""Rules and lists of allowances in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import models


@admin.register(models.AllowanceRule, site=site)
class AllowanceRuleTable(ReadOnlyModelAdmin):
    """What a month brings, and from which share of its classes on."""

    columns = ("programme", "monthly_value", "least_percent", "valid_from", "state", "made_by", "decided_by", "reason")
    list_filter = ("state",)


@admin.register(models.AllowanceList, site=site)
class AllowanceListTable(ReadOnlyModelAdmin):
    """Lists of a phase and month."""

    columns = ("phase", "month", "number", "rule", "state", "version", "made_by", "decided_by", "decided_at", "reason")
    list_filter = ("state",)
    date_hierarchy = "month"


@admin.register(models.AllowanceLine, site=site)
class AllowanceLineTable(ReadOnlyModelAdmin):
    """What they say of each trainee."""

    columns = ("list", "enrolment", "trainee", "attended", "counted", "needed", "outcome", "amount_value", "is_void")
    search_fields = ("=enrolment__batch__code", "=trainee__email")
    list_filter = ("outcome",)
    date_hierarchy = "month"


@admin.register(models.AllowanceCorrection, site=site)
class AllowanceCorrectionTable(ReadOnlyModelAdmin):
    """What officers changed of lines."""

    columns = ("line", "before_value", "after_value", "by", "at", "reason")
    search_fields = ("=line__trainee__email",)
    date_hierarchy = "at"


@admin.register(models.GuideCopy, site=site)
class GuideCopyTable(ReadOnlyModelAdmin):
    """Paper copies of the guide book."""

    columns = ("enrolment", "state", "changed_at")
    search_fields = ("=enrolment__batch__code", "=enrolment__trainee__email")
    list_filter = ("state",)


@admin.register(models.GuideCopyChange, site=site)
class GuideCopyChangeTable(ReadOnlyModelAdmin):
    """What was said of them."""

    columns = ("copy", "state", "by", "at")
    list_filter = ("state",)
