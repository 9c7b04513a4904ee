"""What staff looked at of other people: the record, as the lead reads it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.models import LOOKS, AuditEntry
from market.site.staff.audit_sentences import read_deed

SHOWN = 50


@with_role(User.Role.LEAD)
def access_log(request: MemberRequest) -> HttpResponse:
    """All looks, the newest first; `?by=7` those of one person."""
    rows = AuditEntry.objects.filter(code__in=LOOKS).select_related("by").order_by("-pk")
    asked = request.GET.get("by", "")
    by = User.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    page: Page[Any] = Paginator(rows.filter(by=by) if by else rows, SHOWN).get_page(request.GET.get("page"))
    found = [read_deed(each, request.user) for each in page]
    return render(request, "site/looks.html", {"page": page, "looks": found, "of": by})
