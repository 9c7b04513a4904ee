"""Read-only admin of bids and terms. Letters, answers and notes are private."""

from django.contrib import admin

from market.bids.models import Answer, Bid, BidNote, Letter, Terms
from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin


@admin.register(Bid, site=site)
class BidTable(ReadOnlyModelAdmin):
    """Bids without their letters."""

    columns = ("job", "freelancer", "state", "origin", "submitted_at", "read_at", "decided_at")
    hidden = ("cover_letter", "decided_reason", "files")
    search_fields = ("=id", "=job__id", "=freelancer__email")
    list_filter = ("state", "origin")
    date_hierarchy = "submitted_at"


@admin.register(Terms, site=site)
class TermsTable(ReadOnlyModelAdmin):
    """Proposed terms."""

    columns = ("bid", "number", "by", "amount_value", "days", "proposed_at")
    search_fields = ("=bid__id", "=by__email")
    select_related = ("bid__freelancer",)
    date_hierarchy = "proposed_at"


@admin.register(Answer, site=site)
class AnswerTable(ReadOnlyModelAdmin):
    """That a question was answered."""

    columns = ("bid", "question")
    hidden = ("text",)
    hide_names = True
    search_fields = ("=bid__id",)
    select_related = ("bid__freelancer",)


@admin.register(BidNote, site=site)
class BidNoteTable(ReadOnlyModelAdmin):
    """That a client keeps a note."""

    columns = ("bid", "changed_at")
    hidden = ("text",)
    hide_names = True
    search_fields = ("=bid__id",)
    select_related = ("bid__freelancer",)


@admin.register(Letter, site=site)
class LetterTable(ReadOnlyModelAdmin):
    """That a freelancer keeps a letter."""

    columns = ("owner", "created_at", "changed_at")
    hidden = ("title", "text")
    hide_names = True
    search_fields = ("=owner__email",)
