"""The ledger in public: the heads of its days, their files of hashes, the verifier; and a user's own lines, checked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.core.base.audit import audit
from market.core.web.open_web import text_page
from market.payments.models import LedgerDay
from market.payments.seals.chain import chain_lines
from market.payments.seals.queries import sealed_lines, transactions_of

VERIFIER = Path(__file__).parent / "verify_chain.py"
LINES = "application/x-ndjson"
FOREVER = "public, max-age=31536000, immutable"  # a day that is over does not change


@require_GET
def ledger_days(request: HttpRequest) -> HttpResponse:
    """The heads of all days that are over, newest first, and how anybody checks them."""
    page = Paginator(LedgerDay.objects.all(), 30).get_page(request.GET.get("page"))
    lead = _("The books of this site are sealed each day. Here anybody can check that nothing in them was changed.")
    context = {"page": page, "open_web": text_page(request, _("The sealed ledger"), lead), "lead": lead}
    return render(request, "payments/ledger_days.html", context)


@require_GET
def ledger_day(request: HttpRequest, day: str) -> StreamingHttpResponse:
    """The file of a day: its blocks, and the hashes of what each seals."""
    wanted = _day(day)
    row = LedgerDay.objects.filter(day=wanted).first() if wanted else None
    if row is None:
        raise Http404
    lines = chain_lines(first=row.first_block, last=row.last_block, day=row.day.isoformat())
    return _file(lines, f"ledger-{row.day}.jsonl", FOREVER)


@require_GET
def verify_chain(request: HttpRequest) -> HttpResponse:
    """The verifier."""
    response = HttpResponse(VERIFIER.read_text(encoding="utf-8"), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{VERIFIER.name}"'
    return response


@signed_in
def my_ledger_lines(request: MemberRequest) -> HttpResponse:
    """The user's own lines, each with its hash and its block, checked while the page is made."""
    page = Paginator(transactions_of(request.user), 20).get_page(request.GET.get("page"))
    context = {"page": page, "lines": sealed_lines(list(page), request.user)}
    return render(request, "payments/my_ledger_lines.html", context)


@with_role(User.Role.OPERATOR)
def ledger_chain(request: MemberRequest) -> StreamingHttpResponse:
    """The whole chain with its content, for an auditor. That it was taken is on record."""
    audit("ledger.chain_exported", by=request.user, on=request.user)
    return _file(chain_lines(has_content=True), "ledger-with-content.jsonl", "private, no-store")


def _file(lines: Iterator[str], name: str, caching: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=LINES)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = caching
    return response


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
