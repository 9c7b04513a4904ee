"""What staff looked at of other people: the record, as the lead reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.decorators import MemberRequest, with_role
from market.accounts.models import User
from market.core.models import LOOKS, AuditEntry
from market.core.rights import may_see

SHOWN = 50
SAID: dict[str, Promise] = {
    "dispute.talk_opened": _("read the private talk of a dispute"),
    "dispute.record_opened": _("opened the record of a dispute"),
    "certificate.seen": _("opened a graduate's certificate"),
    "file.taken": _("took a file"),
    "review.notes_read": _("read notes of reviews to the site"),
    "case.read": _("read what was reported, and who reported it"),
    "case.talk_opened": _("read a private talk for a report"),
    "admin.seen": _("opened a row"),
    "admin.listed": _("looked through a list"),
}
# The reason of a look that a duty brings with it.
DUTY: dict[tuple[str, str], Promise] = {
    ("dispute.record_opened", "yes"): _("She is to rule on it."),
    ("dispute.record_opened", "no"): _("At the desk, without being the one who is to rule."),
    ("certificate.seen", ""): _("Work at the register."),
    ("review.notes_read", ""): _("Work at the desk of reviews."),
    ("case.read", ""): _("Work at the moderators' queue."),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A line: who, when, what, of which table, with which reason; `url` leads to it where it has a page."""

    by: User | None
    at: datetime
    what: Promise
    table: str
    url: str
    reason: str | Promise
    emergency: bool


@with_role(User.Role.LEAD)
def looks(request: MemberRequest) -> HttpResponse:
    """All looks, the newest first; `?by=7` those of one person."""
    rows = AuditEntry.objects.filter(code__in=LOOKS).select_related("by").order_by("-pk")
    asked = request.GET.get("by", "")
    by = User.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    page: Page[Any] = Paginator(rows.filter(by=by) if by else rows, SHOWN).get_page(request.GET.get("page"))
    found = [_look(each, request.user) for each in page]
    return render(request, "site/looks.html", {"page": page, "looks": found, "of": by})


def _look(entry: AuditEntry, reader: User) -> Look:
    table = entry.facts.get("table", "") or entry.on_type
    meta = apps.get_model(table)._meta if table.count(".") == 1 else None
    name = str(meta.verbose_name_plural) if meta else table
    facts = entry.facts
    reason = facts.get("reason", "") or DUTY.get((entry.code, facts.get("assigned", "")), "")
    url = _address(entry, table) if meta and may_see(reader, meta.label) else ""
    return Look(entry.by, entry.at, SAID[entry.code], name, url, reason, bool(facts.get("emergency")))


def _address(entry: AuditEntry, table: str) -> str:
    pages = {
        "case.read": "case",
        "case.talk_opened": "case",
        "dispute.record_opened": "rule_dispute",
        "dispute.talk_opened": "rule_dispute",
    }
    if entry.code in pages:
        return reverse(pages[entry.code], args=[entry.on_id])
    place, row = table.lower().replace(".", "_"), entry.facts.get("row", entry.on_id)
    try:
        if entry.code == "admin.listed":
            return reverse(f"admin:{place}_changelist")
        return reverse(f"admin:{place}_change", args=[row])
    except NoReverseMatch:
        return ""
