"""Allowances in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.payments.models import Allowance, AllowanceQuestion


@admin.register(Allowance, site=site)
class AllowanceTable(ReadOnlyModelAdmin):
    """The money of approved lines."""

    columns = ("trainee", "amount_value", "currency", "state", "approved_at", "pay_at", "ended_at", "confirmed_at")
    search_fields = ("=id", "=trainee__email")
    list_filter = ("state",)
    date_hierarchy = "approved_at"


@admin.register(AllowanceQuestion, site=site)
class AllowanceQuestionTable(ReadOnlyModelAdmin):
    """What trainees ask the office about allowances, without the texts."""

    columns = ("line", "kind", "asked_at", "due_at", "answered_by", "ended_at")
    hidden = ("text", "answer")
    search_fields = ("=id", "=line__trainee__email")
    list_filter = ("kind",)
    date_hierarchy = "asked_at"
