"""What every table of the administration has in common. An app's admin.py says only what is its own."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.transaction import atomic
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from market.core.admin.admin_site import (
    Base,
    Button,
    ask_why,
    localized,
    name_of,
    reads_bangla_digits,
    reason_of,
    site,
    url_patterns,
)
from market.core.admin.columns import column_for, number
from market.core.admin.permissions import may_see
from market.core.admin.row_links import links_of
from market.core.admin.verbose_names import label_table
from market.core.base.audit import audit
from market.core.base.errors import DomainError
from market.core.models import AuditEntry
from market.core.text.formats import format_when
from market.core.text.locale import local

MOST_ENTRIES = 100
# Entries of these apps may quote what one user wrote to another, under one of these names.
BETWEEN_PARTIES = ("messaging", "bids", "contracts", "jobs", "services", "payments")
WRITTEN = ("note", "reason", "text", "why", "answer", "letter")
# What a list may be asked for by its address: else hidden columns could be guessed by their beginnings.
LOOKUPS = ("", "__exact", "__isnull", "__gte", "__lt", "__year", "__month", "__day")


class ReadOnlyModelAdmin(Base):
    """A read-only ModelAdmin. `columns` stand in the list, `hidden` columns nowhere.

    `subject_field` leads to the user whom a row is about where the row has no number of its own; `private` is False
    where nothing is about anybody, so that access to it need not be logged. With `hide_names` rows are called by their
    number, as their names are private texts. `select_related` is read with the list, for the names of related rows.
    """

    columns: ClassVar[tuple[str, ...]] = ()
    hidden: ClassVar[tuple[str, ...]] = ()
    buttons: ClassVar[Sequence[Button]] = ()
    private: ClassVar[bool] = True
    subject_field: ClassVar[str] = ""
    hide_names: ClassVar[bool] = False
    select_related: ClassVar[tuple[str, ...]] = ()

    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False
    ordering: Any = ("-pk",)
    change_form_template = "admin/market/record.html"

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        label_table(model)
        meta = model._meta
        shown = [each.name for each in (*meta.fields, *meta.many_to_many) if each.name not in self.hidden]
        self.fields = self.readonly_fields = [column_for(model, name) for name in shown]
        own = [name for name in self.columns if name != meta.pk.name or meta.pk.is_relation]
        self.list_display = [number, *(column_for(model, name) for name in own)]
        self.list_display_links = [number]
        self.list_select_related = [name for name in own if meta.get_field(name).is_relation] + [*self.select_related]

    def get_urls(self) -> list[URLPattern]:
        """See `admin_site.url_patterns`: no page adds, changes or deletes."""
        return url_patterns(self)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By `permissions`."""
        return may_see(request.user, self.opts.label)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """An app is listed to who sees one of its tables."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Only the filters shown."""
        names = [each for each in (*self.list_filter, self.date_hierarchy) if isinstance(each, str)]
        return any(lookup == name + ending for name in names for ending in LOOKUPS)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, to read. Which rows were shown goes on record, and how they were looked for, without the words."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if self.private and self.has_view_permission(request) and not reason_of(request):
            return ask_why(request)
        answer: HttpResponse = super().changelist_view(request, {"title": self.opts.verbose_name_plural})
        changelist = (getattr(answer, "context_data", None) or {}).get("cl")
        if changelist is not None and self.private:
            self._put_list_on_record(request, changelist.result_list)
        return answer

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A row with its audit log, to read; the access itself is logged."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if self.private and self.has_view_permission(request) and not reason_of(request):
            return ask_why(request)
        response: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        row = (getattr(response, "context_data", None) or {}).get("original")
        if row is not None and self.private:
            self._put_on_record("admin.seen", request, row, reason=reason_of(request))
        return response

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. Raises Http404 where there is none: Django leads to the front page then."""
        row = super().get_object(request, object_id, from_field)
        if row is None and self.has_view_or_change_permission(request):  # who may see none is told that, by Django
            raise Http404
        return row

    def _put_list_on_record(self, request: Any, rows: Any) -> None:
        shown, params = ", ".join(str(row.pk) for row in rows), ", ".join(sorted(request.GET))
        facts = {"table": self.opts.label, "rows": shown, "by_fields": params, "reason": reason_of(request)}
        audit("admin.listed", by=request.user, on=request.user, **facts)

    def _put_on_record(self, code: str, request: Any, row: Any, **facts: object) -> None:
        on = row
        if not isinstance(row.pk, int):
            for name in self.subject_field.split("__"):
                on = getattr(on, name)
            facts |= {"table": self.opts.label, "row": row.pk}
        audit(code, by=request.user, on=on, **facts)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the row's buttons and links, and the record of what was done to it."""
        row = context["original"]
        context["subtitle"] = context["row_name"] = name_of(row)
        context["trail"] = [
            (_at(entry.at), f"{entry.by} (#{localized(entry.by_id)})" if entry.by else "", entry.code, facts)
            for entry, facts in trail_of(row)
        ]
        context["buttons"] = [
            (each.label, self._place("do", row, each.name)) for each in self.buttons if each.is_for(request.user, row)
        ]
        context["links"] = links_of(request.user, row)
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer

    def _place(self, page: str, row: Any, *more: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[row.pk, *more])

    def do_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask again, and on POST let the button call its action; what that refuses is shown as a message."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        button = next((each for each in self.buttons if each.name == name), None)
        if row is None or button is None or not button.is_for(request.user, row):
            raise Http404
        reason = request.POST.get("reason", "").strip()
        reference = request.POST.get("reference", "").strip()
        missing = (button.asks and not reason) or (button.refers and not reference)
        if request.method == "POST" and not missing:
            self._press(button, request, row, reason, {"reference": reference} if button.refers else {})
            return redirect(self._place("change", row))
        context = {
            **site.each_context(request),
            "title": button.label,
            "button": button,
            "sure": button.sure(row) if callable(button.sure) else button.sure,
            "row_name": name_of(row),
            "opts": self.opts,
            "back": self._place("change", row),
            "missing": missing and request.method == "POST",
            "reason": reason,
            "reference": reference,
        }
        status = 400 if context["missing"] else 200
        return TemplateResponse(request, "admin/market/sure.html", context, status=status)

    def _press(self, button: Button, request: Any, row: Any, reason: str, more: dict[str, str]) -> None:
        try:
            with atomic():
                self._put_on_record(f"admin.{button.name}", request, row, reason=reason, **more)
                button.act(by=request.user, row=row, reason=reason, **more)
        except DomainError as refusal:
            sentences = [str(refusal), *(str(each) for faults in refusal.errors.values() for each in faults)]
            messages.error(request, " ".join(sentences))
        else:
            messages.success(request, _("Done: %(label)s.") % {"label": button.label})


def _at(instant: datetime) -> str:
    return format_when(local(instant), get_language() or "en", reads_bangla_digits())


def facts_of(entry: AuditEntry) -> dict[str, object]:
    """The facts of an entry, without what the parties of a conversation, a bid or a contract wrote to each other."""
    facts: dict[str, object] = dict(entry.facts)
    if entry.on_type.split(".")[0] not in BETWEEN_PARTIES or entry.code.startswith("admin."):
        return facts
    if "said" in facts:
        facts |= json.loads(str(facts.pop("said")))
    return {name: fact for name, fact in facts.items() if name not in WRITTEN}


def trail_of(row: models.Model) -> "list[tuple[AuditEntry, dict[str, object]]]":
    """What was done to a row, newest first, as far as one page holds it."""
    if not isinstance(row.pk, int):
        return []
    entries = AuditEntry.objects.filter(on_type=row._meta.label_lower, on_id=row.pk).select_related("by")
    return [(entry, facts_of(entry)) for entry in entries.order_by("-at", "-pk")[:MOST_ENTRIES]]
