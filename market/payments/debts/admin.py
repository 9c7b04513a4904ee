"""What freelancers owe and give back, in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.payments.models import Debt, GiveBack


@admin.register(Debt, site=site)
class DebtTable(ReadOnlyModelAdmin):
    """What freelancers owe, and what their earnings paid of it."""

    columns = ("freelancer", "currency", "amount_value", "left_value", "passed_on_value", "created_at", "ended_at")
    search_fields = ("=id", "=freelancer__email")


@admin.register(GiveBack, site=site)
class GiveBackTable(ReadOnlyModelAdmin):
    """Released money that freelancers give back."""

    columns = ("milestone", "amount_value", "left_value", "currency", "state", "created_at")
    hidden = ("reason",)
    search_fields = ("=id", "=milestone__id")
    list_filter = ("state", "currency")
    date_hierarchy = "created_at"
