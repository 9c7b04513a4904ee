"""Read-only tables of moderation in the administration; decisions are made on the desk."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.moderation.models import Appeal, Case, Flag, Hint, Measure, Phrase, TextPrint


@admin.register(Case, site=site)
class CaseTable(ReadOnlyModelAdmin):
    """Cases."""

    columns = ("kind", "thing", "about", "state", "is_urgent", "opened_at", "due_at", "keeper")
    search_fields = ("=id", "=thing", "=about__email")
    list_filter = ("state", "kind", "is_urgent")
    date_hierarchy = "opened_at"


@admin.register(Flag, site=site)
class FlagTable(ReadOnlyModelAdmin):
    """Flags of rules."""

    columns = ("case", "rule", "found_at", "closed_at")
    search_fields = ("=id", "=case__id")
    list_filter = ("rule",)
    date_hierarchy = "found_at"


@admin.register(Measure, site=site)
class MeasureTable(ReadOnlyModelAdmin):
    """Measures."""

    columns = ("person", "level", "ground", "imposed_by", "imposed_at", "until", "ended_at", "ending")
    hidden = ("withheld",)  # the text of a private message
    search_fields = ("=id", "=person__email", "=thing")
    list_filter = ("level", "ground", "ending")
    date_hierarchy = "imposed_at"


@admin.register(Appeal, site=site)
class AppealTable(ReadOnlyModelAdmin):
    """Appeals against measures."""

    columns = ("measure", "made_at", "due_at", "decided_by", "decided_at", "is_upheld")
    search_fields = ("=id", "=measure__id")
    date_hierarchy = "made_at"


@admin.register(Phrase, site=site)
class PhraseTable(ReadOnlyModelAdmin):
    """Scam phrases."""

    columns = ("words", "added_by", "added_at", "removed_by", "removed_at")
    search_fields = ("=id", "words")
    private = False


@admin.register(TextPrint, site=site)
class TextPrintTable(ReadOnlyModelAdmin):
    """Fingerprints of texts."""

    columns = ("kind", "thing", "user", "seen_at")
    hidden = ("marks",)
    search_fields = ("=id", "=thing", "=user__email")


@admin.register(Hint, site=site)
class HintTable(ReadOnlyModelAdmin):
    """Hints, without their hashes."""

    columns = ("user", "kind", "seen_at")
    hidden = ("mark",)
    search_fields = ("=id", "=user__email")
    list_filter = ("kind",)
