"""The access log: what staff accessed of other users, for leads."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.models import AuditEntry
from market.site.staff.audit_sentences import describe_entry

SHOWN = 50


@with_role(User.Role.LEAD)
def access_log(request: MemberRequest) -> HttpResponse:
    """All access log entries, newest first; `?by=7` those of one member of staff."""
    rows = AuditEntry.objects.filter(is_access=True).select_related("by").order_by("-pk")
    requested = request.GET.get("by", "")
    by = User.objects.filter(pk=int(requested)).first() if requested.isdecimal() and len(requested) < 10 else None
    page: Page[Any] = Paginator(rows.filter(by=by) if by else rows, SHOWN).get_page(request.GET.get("page"))
    lines = [describe_entry(each, request.user) for each in page]
    return render(request, "site/looks.html", {"page": page, "lines": lines, "of": by})
