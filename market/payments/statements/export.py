"""Lines of a statement as CSV."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from market.core.base.money import Money
from market.core.text import locale
from market.core.text.csv_export import to_csv
from market.core.text.formats import format_money
from market.payments.statements.sentences import StatementLine

NOTHING = Decimal("0.00")


def statement_csv(lines: Iterable[StatementLine]) -> str:
    """The lines for a spreadsheet: times as pages show them, amounts as plain numbers."""
    texts = (_("Time"), _("What happened"), _("Contract"))
    amounts = (_("Amount"), _("Our fee in it"), _("Change of the balance"), _("Balance"))
    return to_csv([[*texts, *amounts, _("Currency"), _("Kind"), _("Key in the books")], *map(_row, lines)])


def _row(line: StatementLine) -> list[str | Decimal]:
    time = locale.local(line.at).strftime("%Y-%m-%d %H:%M")
    amounts = (line.shown.amount, line.fee.amount if line.as_client else NOTHING, line.change, line.balance.amount)
    what = str(line.sentence) % _words(line)
    return [time, what, line.title, *amounts, str(line.shown.currency), line.kind, line.key]


def _words(line: StatementLine) -> dict[str, str]:
    def shown(amount: Money) -> str:
        return format_money(amount, locale.language(), locale.has_bangla_digits())

    amounts = {"amount": shown(line.amount), "fee": shown(line.fee), "charge": shown(line.charge)}
    return {**amounts, "she": line.freelancer, "client": line.client}
