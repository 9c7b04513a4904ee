"""Disputes in the administration: states, clocks and shares. What the parties write is theirs."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.disputes.models import Companion, Correction, Dispute, Evidence, Offer, Ruling, Statement


@admin.register(Dispute, site=site)
class DisputeTable(ReadOnlyModelAdmin):
    """Disputes."""

    columns = (
        *("milestone", "opened_by", "reason", "state", "ending", "claim_value", "frozen_value", "to_freelancer_value"),
        *("moderator", "due_at", "closed_at"),
    )
    search_fields = ("=id", "=milestone__id", "=milestone__contract__id")
    list_filter = ("state", "ending", "reason", "is_small", "needs_two")
    date_hierarchy = "opened_at"


@admin.register(Statement, site=site)
class StatementTable(ReadOnlyModelAdmin):
    """That something was said, and when."""

    columns = ("dispute", "by", "kind", "made_at")
    hidden = ("text", "answers")
    search_fields = ("=dispute__id",)
    list_filter = ("kind",)


@admin.register(Evidence, site=site)
class EvidenceTable(ReadOnlyModelAdmin):
    """That proof was brought."""

    columns = ("statement", "kind", "thing", "sha256")
    hidden = ("text", "facts", "upload")
    search_fields = ("=statement__dispute__id", "=sha256")
    list_filter = ("kind",)


@admin.register(Offer, site=site)
class OfferTable(ReadOnlyModelAdmin):
    """Offers to settle."""

    columns = ("dispute", "by", "to_freelancer_value", "state", "made_at", "expires_at", "ended_at")
    search_fields = ("=dispute__id",)
    list_filter = ("state",)


@admin.register(Ruling, site=site)
class RulingTable(ReadOnlyModelAdmin):
    """Rulings, without their reasons."""

    columns = ("dispute", "moderator", "stage", "to_freelancer_value", "grounds", "written_at", "given_at")
    hidden = ("reasons_en", "reasons_bn", "reader_note")
    search_fields = ("=dispute__id", "=moderator__email")
    list_filter = ("stage",)


@admin.register(Correction, site=site)
class CorrectionTable(ReadOnlyModelAdmin):
    """Corrections of rulings, without their reasons."""

    columns = (
        "dispute",
        "stage",
        "state",
        "proposed_by",
        "was_value",
        "to_freelancer_value",
        "answered_by",
        "answered_at",
    )
    hidden = ("why", "why_en", "why_bn", "reasons_en", "reasons_bn")
    search_fields = ("=dispute__id", "=proposed_by__email")
    list_filter = ("state",)


@admin.register(Companion, site=site)
class CompanionTable(ReadOnlyModelAdmin):
    """Trainers who stand by."""

    columns = ("dispute", "user", "since")
    search_fields = ("=dispute__id", "=user__email")
