"""The core's tables in the administration."""

import json
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin, facts_of
from market.core.models import AuditEntry, Bookmark, ClockOffset, KeptMail, LastRun, LimitCounter, SiteKey, StoredAnswer


def shown_facts(entry: AuditEntry) -> Any:
    """The facts of an audit log entry."""
    return format_html("<pre>{}</pre>", json.dumps(facts_of(entry), ensure_ascii=False, indent=1))


shown_facts.short_description = _("Facts")  # type: ignore[attr-defined]


@admin.register(AuditEntry, site=site)
class AuditEntryTable(ReadOnlyModelAdmin):
    """The audit log."""

    columns = ("at", "by", "code", "on_type", "on_id")
    hidden = ("facts",)  # shown without what is private
    search_fields = ("=on_id", "code", "=on_type", "=by__email")
    list_filter = ("on_type",)
    date_hierarchy = "at"
    private = False  # logging the access to the access log would never end

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields = self.readonly_fields = [*self.fields, shown_facts]


@admin.register(Bookmark, site=site)
class BookmarkTable(ReadOnlyModelAdmin):
    """How far tables were read by those who read them for others."""

    columns = ("reader", "last_id")
    private = False


@admin.register(LastRun, site=site)
class LastRunTable(ReadOnlyModelAdmin):
    """When what must happen again and again last did."""

    columns = ("name", "at", "failure")
    private = False


@admin.register(LimitCounter, site=site)
class LimitCounterTable(ReadOnlyModelAdmin):
    """Counters of limits; keys hold addresses."""

    columns = ("key", "window", "used")
    search_fields = ("key",)
    date_hierarchy = "window"


@admin.register(SiteKey, site=site)
class SiteKeyTable(ReadOnlyModelAdmin):
    """Keys of the site's own: that they are there, not what they are."""

    columns = ("purpose", "number", "made_at")
    hidden = ("sealed",)
    private = False


@admin.register(StoredAnswer, site=site)
class StoredAnswerTable(ReadOnlyModelAdmin):
    """Answers kept for repeated requests: that there are some, not what they say."""

    columns = ("user", "status", "at")
    hidden = ("key", "fingerprint", "body")
    hide_names = True
    search_fields = ("=user__email",)
    date_hierarchy = "at"


@admin.register(ClockOffset, site=site)
class ClockOffsetTable(ReadOnlyModelAdmin):
    """How far a development site's time was moved."""

    columns = ("moved",)
    private = False


@admin.register(KeptMail, site=site)
class KeptMailTable(ReadOnlyModelAdmin):
    """Mails of a development site: their texts hold links that open accounts."""

    columns = ("to", "subject", "at")
    hidden = ("text", "html")
    search_fields = ("to", "subject")
    date_hierarchy = "at"
