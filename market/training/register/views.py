"""Officers' pages of the register of earlier certificates: the list, and the import of files."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.uploads import takes_files
from market.files.actions import keep_upload
from market.training.issuing.desk_views import officers_only
from market.training.models import EarlierCertificate, RegisterImport, RegisterObjection
from market.training.register.filters import EarlierCertificateFilter
from market.training.register.forms import RegisterFileForm
from market.training.register.import_actions import check_register, save_checked
from market.training.register.reading import TEMPLATE

MAX_ERRORS_SHOWN, FIRST_ROWS = 1000, 20


@officers_only
def earlier_certificates(request: MemberRequest) -> HttpResponse:
    """The register, searched and filtered, and the latest imports."""
    rows = EarlierCertificate.objects.visible_to(request.user).select_related("district", "source", "added_by")
    matches = EarlierCertificateFilter(request.GET, queryset=rows)
    query = request.GET.copy()
    query.pop("page", None)
    active = sum(bool(value) for name, value in matches.form.data.items() if name in matches.filters and name != "q")
    context = {
        "page": Paginator(matches.qs, 20).get_page(request.GET.get("page")),
        "form": matches.form,
        "query": query.urlencode(),
        "active": active,
        "imports": RegisterImport.objects.select_related("imported_by")[:5],
        "waiting": RegisterObjection.objects.waiting().count(),
    }
    return render(request, "training/earlier_certificates.html", context)


@takes_files
@officers_only
def import_earlier_certificates(request: MemberRequest) -> HttpResponse:
    """Read a file, show all that is wrong with it and how its first lines would be saved; save it once nothing is."""
    form = RegisterFileForm(request.POST or None, request.FILES or None, by=request.user)
    context: dict[str, Any] = {"form": form, "shown": MAX_ERRORS_SHOWN}
    if form.is_valid():
        with form.refusing():
            file = form.cleaned_data["file"]
            checked = check_register(by=request.user, content=file.read())
            if request.POST.get("go") == "save" and not checked.errors:
                done = save_checked(by=request.user, name=file.name, checked=checked)
                form.forget_sent()
                messages.success(request, _summary(done))
                return redirect("earlier_certificates")
            context |= {"checked": checked, "first": checked.new[:FIRST_ROWS], "row_errors": checked.errors}
            _keep(form, file, request.user)
    status = 400 if context.get("row_errors") else form.status
    return render(request, "training/import_earlier.html", context, status=status)


def _keep(form: RegisterFileForm, file: "UploadedFile[bytes]", by: User) -> None:
    """A file that came with the form, without script, need not be chosen again to save it."""
    widget = form.fields["file"].widget
    if widget.sent is None:
        file.seek(0)
        widget.sent = keep_upload(by=by, file=file)


def _summary(done: RegisterImport) -> str:
    added = format_number(done.added, language())
    sentence = ngettext("%(num)s certificate was added.", "%(num)s certificates were added.", done.added)
    if done.rows == done.added:
        return sentence % {"num": added}
    same = _("%(num)s were in the register already.") % {"num": format_number(done.rows - done.added, language())}
    return f"{sentence % {'num': added}} {same}"


@officers_only
def earlier_template(request: MemberRequest) -> HttpResponse:
    """An empty list with the head line, to fill in."""
    response = HttpResponse(TEMPLATE, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="earlier-certificates.csv"'
    return response
