"""Documents on income, for freelancers who ask: the certificate of a period, and the statement of a year."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from market.core.base import clock, limits
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import Money
from market.documents.actions import Subject, issue_document
from market.documents.contents import Content, Facts, Id, Value
from market.documents.models import Document
from market.payments.documents.income import IncomeLine, Period, income_lines, paid_out_in, sums_of
from market.payments.documents.parties import freelancer_party, names_of, operator_party
from market.payments.payouts.onboarding_actions import NotAFreelancer
from market.profiles.models import Profile

if TYPE_CHECKING:
    from market.accounts.models import User

Kind = Document.Kind
A_DAY, DAY = 20, timedelta(days=1)
LONGEST, MOST_LINES = timedelta(days=5 * 366), 1000
FIRST_YEAR = 2000
INCOME_YEAR, CALENDAR_YEAR = "income", "calendar"


class NoIncome(DomainError):
    help = "documents#income"
    code = "no_income"
    sentence = _("Nothing was released to you in this time, and the document would say so. You can issue it anyway.")


@atomic
def issue_income_certificate(*, by: "User", since: date, until: date, even_if_empty: bool = False) -> Document:
    """Every release of a period, with its client and day, in its currency and in taka. Raises NotAFreelancer, TooMany,
    NoIncome, Invalid for a period that is not over, not in order, longer than five years, or of too many lines."""
    _require_freelancer(by)
    period = _period(since, until)
    lines = income_lines(by, period)
    if not (lines or even_if_empty):
        raise NoIncome
    if len(lines) > MOST_LINES:
        raise Invalid(errors={"until": [_("There is too much in this period for one document: choose a shorter one.")]})
    limits.spend("documents", by.pk, times=A_DAY, per=DAY)
    content = _head(by, period)
    if lines:
        content.table(*_columns(lines, by_day=True), heading="income").facts(
            *_sums(by, period, lines), heading="totals"
        )
    content.note("note_income" if lines else "note_no_income").note("note_own_words")
    return issue_document(Kind.INCOME_CERTIFICATE, _subject(by, lines), content)


@atomic
def issue_yearly_statement(*, by: "User", year: int, kind: str = INCOME_YEAR, even_if_empty: bool = False) -> Document:
    """What each contract brought in a year: the income year from July of `year` on, or the calendar year; of the one
    that runs, until today. Raises NotAFreelancer, TooMany, NoIncome, Invalid for a year that has not begun."""
    _require_freelancer(by)
    period = year_period(year, kind)
    lines = income_lines(by, period)
    if not (lines or even_if_empty):
        raise NoIncome
    limits.spend("documents", by.pk, times=A_DAY, per=DAY)
    content = _head(by, period)
    if lines:
        content.table(*_columns(_by_contract(lines), by_day=False), heading="income")
        content.facts(*_sums(by, period, lines), heading="totals")
    content.note("note_income" if lines else "note_no_income")
    if kind == INCOME_YEAR:
        content.note("note_income_year")
    return issue_document(Kind.YEARLY_STATEMENT, _subject(by, lines), content)


def year_period(year: int, kind: str) -> Period:
    """The days of a year that have been. Raises Invalid."""
    today = clock.local(clock.now()).date()
    is_income_year = kind == INCOME_YEAR
    if not FIRST_YEAR <= year <= today.year or (is_income_year and date(year, 7, 1) > today):
        raise Invalid(errors={"year": [_("Choose a year that has begun.")]})
    start = date(year, 7, 1) if is_income_year else date(year, 1, 1)
    end = date(year + 1, 6, 30) if is_income_year else date(year, 12, 31)
    return Period(start, min(end, today))


def _require_freelancer(user: "User") -> None:
    if not Profile.objects.filter(user=user).exists():
        raise NotAFreelancer


def _period(since: date, until: date) -> Period:
    if since.year < FIRST_YEAR:
        raise Invalid(errors={"since": [_("Choose a later day.")]})
    if until > clock.local(clock.now()).date():
        raise Invalid(errors={"until": [_("Choose a day that has been.")]})
    if until < since:
        raise Invalid(errors={"until": [_("This day is before the first one.")]})
    if until - since > LONGEST:
        raise Invalid(errors={"until": [_("Choose a period of five years at most.")]})
    return Period(since, until)


def _head(user: "User", period: Period) -> Content:
    parties = freelancer_party("holder", user, with_serial=True), operator_party()
    return Content().parties(*parties).facts(("since", period.since), ("until", period.until))


def _by_contract(lines: list[IncomeLine]) -> list[IncomeLine]:
    """One line for each contract."""
    groups: dict[int, list[IncomeLine]] = {}
    for line in lines:
        groups.setdefault(line.milestone.contract_id, []).append(line)
    return [_sum_up(group) for group in groups.values()]


def _sum_up(group: list[IncomeLine]) -> IncomeLine:
    (amount,) = sums_of(each.amount for each in group).values()
    taka = [each.taka for each in group if each.taka is not None]
    whole = sums_of(taka)["BDT"] if len(taka) == len(group) else None
    return IncomeLine(group[-1].day, group[0].milestone, amount, None, whole)


def _columns(lines: list[IncomeLine], *, by_day: bool) -> tuple[list[str], list[list[Value]]]:
    """The columns and rows of the table; of taka only where something was earned in another currency."""
    in_taka = any(str(each.amount.currency) != "BDT" for each in lines)
    columns = [*(["day"] if by_day else []), "number", "what", "paid_by", "amount"]
    columns += [*(["rate"] if by_day and in_taka else []), *(["taka"] if in_taka else [])]
    return columns, [_row(each, by_day=by_day, in_taka=in_taka) for each in lines]


def _row(line: IncomeLine, *, by_day: bool, in_taka: bool) -> list[Value]:
    contract = line.milestone.contract
    title = line.milestone.full_title if by_day else contract.title
    row: list[Value] = [Id(str(contract.pk)), title, names_of(contract.client), line.amount]
    if by_day:
        row.insert(0, line.day)
    if in_taka:
        row += [*([line.rate] if by_day else []), line.taka]
    return row


def _sums(user: "User", period: Period, lines: list[IncomeLine]) -> Facts:
    """By currency: what was earned and what of it was paid out, as it is or exchanged for taka; then all of it in taka,
    where every line has them."""
    facts: list[tuple[str, Value]] = []
    paid = paid_out_in(user, period)
    for currency, amount in sums_of(each.amount for each in lines).items():
        facts += [("total", amount), ("paid_out", Money(paid.get((currency, currency), 0), currency))]
        if exchanged := paid.get((currency, "BDT")) if currency != "BDT" else None:
            facts.append(("paid_in_taka", Money(exchanged, "BDT")))
    taka = [each.taka for each in lines if each.taka is not None]
    if len(taka) == len(lines) and any(str(each.amount.currency) != "BDT" for each in lines):
        facts.append(("taka", sums_of(taka)["BDT"]))
    return facts


def _subject(user: "User", lines: list[IncomeLine]) -> Subject:
    sums = list(sums_of(each.amount for each in lines).values())
    return Subject(user, amount=sums[0] if len(sums) == 1 else None)
