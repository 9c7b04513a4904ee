"""Lines of a statement as CSV."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from market.core.base.time_zones import time_of
from market.core.text import locale
from market.core.text.csv_export import to_csv
from market.payments.statements.sentences import StatementLine

NOTHING = Decimal("0.00")


def statement_csv(lines: Iterable[StatementLine]) -> str:
    """The lines for a spreadsheet: times as pages show them, amounts as plain numbers."""
    texts = (_("Time (%(zone)s)") % {"zone": time_of(locale.zone())}, _("What happened"), _("Contract"))
    amounts = (_("Amount"), _("Our fee in it"), _("Change of the balance"), _("Balance"))
    return to_csv([[*texts, *amounts, _("Currency"), _("Kind"), _("Key in the books")], *map(_row, lines)])


def _row(line: StatementLine) -> list[str | Decimal]:
    time = locale.local(line.at).strftime("%Y-%m-%d %H:%M")
    amounts = (line.shown.amount, line.fee.amount if line.as_client else NOTHING, line.change, line.balance.amount)
    plain = [each.quantize(NOTHING) for each in amounts]
    return [time, line.text, line.title, *plain, str(line.shown.currency), line.kind, line.key]
