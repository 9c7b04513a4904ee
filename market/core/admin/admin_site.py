"""The administration at /staff/admin/: every table to read, nothing to write, and buttons that call actions.

Django's admin, narrowed: only staff with a second factor given some minutes ago come in; there are no pages to add,
change or delete; who sees which table stands in `permissions`; access to what is about a user is logged.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_noop, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from market.core.admin.permissions import may_see
from market.core.base import clock
from market.core.text.bangla import bangla_digits
from market.core.web.slots import render

View = Callable[..., HttpResponse]
PROVEN_FOR = 30 * 60  # seconds for which a second factor opens these pages
WHY = "why_she_looks"
SHORTEST_REASON = 10
LEFT_OUT = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}
# Words of Django's pages that its Bangla lacks, so that they come to our catalogue.
FRAME = (
    gettext_noop("Skip to main content"),
    gettext_noop("Show counts"),
    gettext_noop("Hide counts"),
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("View %s"),
    gettext_noop("%(app)s administration"),
    ngettext_lazy("%(counter)s result", "%(counter)s results", "counter"),
)
# Where Django's lists count and date: its templates write Latin digits whatever the language.
COUNTED = re.compile(r'<(p|nav|span) class="(?:paginator|toplinks|small quiet)">.*?</\1>', re.DOTALL)
SHOWN_DIGITS = re.compile(r"<[^>]*>|&[^;\s]*;|[0-9]+")
viewer: ContextVar[Any] = ContextVar("viewer", default=None)

Base: Any = admin.ModelAdmin  # untyped: it declares as a class's what we make for each table


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do with a row: `act(by=, row=, reason=)` calls an action and may raise DomainError.

    Shown to `roles`, while `when(row)`. With `asks` a reason must be given; with `refers` also the reference of what
    was done elsewhere, and `act` takes `reference=`. `sure` says on the page that asks again what will happen,
    or says it of the row.
    """

    name: str
    label: str | Promise
    sure: str | Promise | Callable[[Any], str]
    act: Callable[..., object]
    roles: tuple[str, ...]
    when: Callable[[Any], bool] = bool
    asks: bool = False
    refers: bool = False

    def is_for(self, user: Any, row: Model) -> bool:
        """Whether the user may press it now."""
        return bool(user.has_role(*self.roles) and self.when(row))


def is_proven(request: HttpRequest) -> bool:
    """Whether a second factor was given since signing in, and not too long ago."""
    times = [each["at"] for each in get_authentication_records(request, request.user) if each.get("method") == "mfa"]
    return bool(times) and clock.wall().timestamp() - max(times) < PROVEN_FOR


class Administration(admin.AdminSite):
    """The admin site: one permission check for all of its pages."""

    site_header = _("Amar Kaj administration")
    site_title = _("Amar Kaj administration")
    index_title = _("Tables")
    index_template = "admin/market/index.html"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a role; trainers are none."""
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the bar that staff have on every page: that the session is about to end, and a role taken for now."""
        return {**super().each_context(request), "bar": render(request, "bar.staff")}

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The view behind the check: sign-in for anonymous users, 404 for all but staff, the second factor again."""
        inside = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            here = request.get_full_path() if request.method == "GET" else reverse("admin:index")
            if not request.user.is_authenticated:
                return redirect_to_login(here)
            if not self.has_permission(request):
                raise Http404
            if not is_proven(request):
                return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': here})}")
            return _seen_by(request, inside, args, kwargs)

        return guarded

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's without its sign-in and what nobody needs here, and the page that asks for the reason of access."""
        why = path("why/", self.admin_view(self.why_view), name="why")
        return [why, *(each for each in super().get_urls() if getattr(each, "name", None) not in LEFT_OUT)]

    def why_view(self, request: HttpRequest) -> HttpResponse:
        """Asks for the reason to read users' data. It holds for half an hour and stands in each access log entry."""
        here = request.GET.get("next", "")
        following = here if here.startswith(reverse("admin:index")) and "\\" not in here else reverse("admin:index")
        reason = request.POST.get("reason", "").strip()[:500]
        if len(reason) >= SHORTEST_REASON:
            request.session[WHY] = [reason, clock.wall().timestamp()]
            return redirect(following)
        context = {**self.each_context(request), "title": _("Why do you look?"), "missing": request.method == "POST"}
        context["said"] = reason
        return TemplateResponse(request, "admin/market/why.html", context, status=400 if context["missing"] else 200)


def reason_of(request: HttpRequest) -> str:
    """The reason of access that the user gave in the last half hour; else ""."""
    reason, at = request.session.get(WHY, ("", 0))
    return reason if clock.wall().timestamp() - at < PROVEN_FOR else ""


def ask_why(request: HttpRequest) -> HttpResponse:
    """To the page that asks, and back."""
    return redirect(f"{reverse('admin:why')}?{urlencode({'next': request.get_full_path()})}")


def _seen_by(request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse:
    """The response, rendered while the reader is known: links lead only to what the reader may see."""
    token = viewer.set(request.user)
    try:
        response: HttpResponse = view(request, *args, **kwargs)
        return _in_digits_of_reader(response.render()) if isinstance(response, TemplateResponse) else response
    finally:
        viewer.reset(token)


def _in_digits_of_reader(answer: SimpleTemplateResponse) -> SimpleTemplateResponse:
    """The page with what its lists count and date in the reader's digits; addresses stay as they are."""

    def write(match: re.Match[str]) -> str:
        return SHOWN_DIGITS.sub(lambda each: each[0] if each[0][0] in "<&" else localized(each[0]), match[0])

    answer.content = COUNTED.sub(write, answer.content.decode()).encode()
    return answer


site = Administration()


def reads_bangla_digits() -> bool:
    """Whether the reader wants Bangla digits where the page is in Bangla."""
    return getattr(viewer.get(), "digits", "bangla") == "bangla"


def localized(count: object) -> str:
    """A number in the reader's locale: in Bangla with Bangla digits, unless others were chosen. Without groups."""
    return bangla_digits(str(count)) if get_language() == "bn" and reads_bangla_digits() else str(count)


def name_of(row: Model) -> str:
    """What a row is called here: by its number alone where its own name is text that stays private."""
    table = site.get_model_admin(type(row)) if site.is_registered(type(row)) else None
    number = f"#{localized(row.pk)}" if isinstance(row.pk, int) else ""
    return f"{row} {number}".strip() if not getattr(table, "hide_names", False) else number or str(row.pk)


def link_to(row: Model | None) -> tuple[str, str] | None:
    """Where a row's page is and what it is called; no address for who may not see it; None for no row."""
    if row is None:
        return None
    meta = row._meta
    seen = may_see(viewer.get(), meta.label) and site.is_registered(type(row))
    return (reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk]) if seen else "", name_of(row))


def url_patterns(table: Any) -> list[URLPattern]:
    """The pages of a table: its list, a row, and the page that asks before a button's action."""
    meta, within = table.opts, site.admin_view
    start = f"{meta.app_label}_{meta.model_name}"
    return [
        path("", within(table.changelist_view), name=f"{start}_changelist"),
        path("<path:object_id>/change/", within(table.change_view), name=f"{start}_change"),
        path("<path:object_id>/do/<slug:name>/", within(table.do_view), name=f"{start}_do"),
    ]
