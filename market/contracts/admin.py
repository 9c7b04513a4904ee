"""Contracts in the administration: parties, states, deadlines and amounts. What the parties write is hidden."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from market.contracts.models import CalendarKey, Contract, Delivery, Milestone, Proposal
from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin


@admin.register(Contract, site=site)
class ContractTable(ReadOnlyModelAdmin):
    """Contracts."""

    columns = ("title", "client", "freelancer", "state", "currency", "started_at", "ended_at")
    search_fields = ("=id", "title", "=client__email", "=freelancer__email")
    list_filter = ("state", "currency")
    date_hierarchy = "started_at"


@admin.register(Milestone, site=site)
class MilestoneTable(ReadOnlyModelAdmin):
    """Milestones with what is held, released and refunded; bonuses too."""

    columns = (
        *("contract", "kind", "position", "state", "amount_value", "held_value", "released_value", "refunded_value"),
        *("work_due_at", "review_due_at"),
    )
    hidden = ("refund_reason", "note")
    search_fields = ("=id", "=contract__id", "title", "=contract__client__email", "=contract__freelancer__email")
    list_filter = ("kind", "state", "currency")
    date_hierarchy = "funded_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Milestone]:
        """All of them."""
        return Milestone.everything.order_by("-pk")


@admin.register(Delivery, site=site)
class DeliveryTable(ReadOnlyModelAdmin):
    """That work was delivered, and when."""

    columns = ("milestone", "number", "submitted_at", "opened_at", "replaced_at", "changes_requested_at")
    hidden = ("note", "changes_note", "files", "changes_files")
    search_fields = ("=milestone__id", "=milestone__contract__id")
    date_hierarchy = "submitted_at"


@admin.register(Proposal, site=site)
class ProposalTable(ReadOnlyModelAdmin):
    """What one side proposed to change."""

    columns = ("kind", "contract", "milestone", "by", "state", "asked_at", "due_at", "decided_at")
    hidden = ("note", "content")
    search_fields = ("=contract__id", "=by__email")
    list_filter = ("kind", "state")
    date_hierarchy = "asked_at"


@admin.register(CalendarKey, site=site)
class CalendarKeyTable(ReadOnlyModelAdmin):
    """Who has a calendar feed."""

    columns = ("user", "made_at")
    hidden = ("key",)
    search_fields = ("=user__email",)
