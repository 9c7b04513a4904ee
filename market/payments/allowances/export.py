"""A list of allowances as a table."""

from django.utils.translation import gettext as _

from market.core.text.workbooks import Cell
from market.training.models import AllowanceList


def heads() -> list[str]:
    """The heads of its columns."""
    return [
        *(_("Batch"), _("Seat"), _("Name"), _("Classes attended"), _("Classes that count"), _("By the rule")),
        *(_("Outcome"), _("Taka"), _("State")),
    ]


def rows_of(row: AllowanceList) -> list[list[Cell]]:
    """A row for each line, in the order of batches and seats."""
    lines = row.lines.select_related("enrolment__batch", "allowance")
    table: list[list[Cell]] = []
    for line in lines:
        place, allowance = line.enrolment, getattr(line, "allowance", None)
        state = str(allowance.get_state_display()) if allowance else ""
        cells = [place.batch.code, place.seat or "", place.name_en, line.attended, line.counted, line.needed]
        table.append([*cells, str(line.get_outcome_display()), line.amount_value, state])
    return table
