"""Applications of a phase as a table for a spreadsheet. Programs read the CSV: its heads are English."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.text.locale import local
from market.core.text.workbooks import Cell
from market.training.models import Application

HEADS = (
    _("Number of the application"),
    _("State"),
    _("District"),
    _("Name on the earlier certificate"),
    _("Number of the earlier certificate"),
    _("In the register"),
    _("Topics"),
    pgettext_lazy("of an applicant", "Device"),
    pgettext_lazy("of an applicant", "Connection"),
    _("Hours in a week"),
    pgettext_lazy("an application", "Submitted"),
)
AT_ONCE = 1000


def export_rows(applications: QuerySet[Application]) -> Iterator[list[Cell]]:
    """A line for each application."""
    for each in applications.prefetch_related("wishes__topic").iterator(AT_ONCE):
        sent = local(each.submitted_at).replace(microsecond=0, tzinfo=None) if each.submitted_at else None
        yield [
            each.number,
            each.state,
            each.district.name if each.district else "",
            each.certificate_name,
            each.certificate_number,
            "yes" if each.certificate_id else "no",
            ", ".join(wish.topic.name for wish in each.wishes.all()),
            each.device,
            each.connection,
            each.weekly_hours,
            sent,
        ]
