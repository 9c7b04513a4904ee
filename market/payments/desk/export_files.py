"""Taking a file for the accountant, from the page or through the API. Each one goes on record."""

from django.http import FileResponse, StreamingHttpResponse

from market.accounts.models import User
from market.core.base.audit import audit
from market.payments.desk.export import SHEETS, TYPES, as_csv, as_workbook
from market.payments.desk.forms import ExportForm

ExportResponse = StreamingHttpResponse | FileResponse


def take_export(*, by: User, form: ExportForm) -> ExportResponse:
    """The file that a valid form asks for, as an answer. Raises WorkbookTooLarge."""
    values, period = form.cleaned_data, form.period
    sheet, kind = SHEETS[values["sheet"]], values["kind"]
    response: ExportResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(sheet, period), content_type=TYPES[kind])
    else:
        response = FileResponse(as_workbook(sheet, period), content_type=TYPES[kind])
    days = {"since": period.since, "until": period.until}
    audit("ledger.exported", by=by, on=by, sheet=values["sheet"], kind=kind, **days)
    name = f"{values['sheet']}-{period.since}-{period.until}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
