"""The registry of what two operators may do together. A new kind is a class here; pages and API follow it.

A kind reads its parameters from text (`clean`), says whom it concerns (`concerns`), and carries itself out once another
operator has approved it. What it posts has a key of its own, so that nothing counts twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people import staff_actions
from market.core.base.errors import DomainError, Invalid
from market.core.base.money import CURRENCIES, Money
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.payments.allowances import fund
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.ledger import desk_postings, postings
from market.payments.ledger.balances import balance_at, free_money, one_withdrawal_at_a_time
from market.payments.models import Chargeback, StaffProposal
from market.payments.proposals import acceptance, debt_to_client, fields, forgiveness, refund_destination
from market.payments.proposals.booking import post_once, require_new_key
from market.payments.proposals.fields import money_of, parse_choice, parse_money, parse_reference

Parameters = dict[str, str]
Raw = Mapping[str, str]


class NotFreeMoney(DomainError):
    help = "money-desk#proposals"
    code = "not_free_money"
    sentence = _("Only %(free)s there is the site's own: the rest is owed to people.")


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be proposed. `names` are its parameters, in the order of the form; `concerns` gives the ids of users who
    can neither propose nor decide it."""

    code: str
    label: str | Promise
    hint: str | Promise
    names: tuple[str, ...]
    clean: Callable[[Raw], Parameters]
    carry_out: Callable[[StaffProposal, User], None]
    concerns: Callable[[Parameters], set[int]] = lambda parameters: set()


KINDS: dict[str, Kind] = {}
MOST = 100  # rows to choose from


def _register(kind: Kind) -> None:
    KINDS[kind.code] = kind


def choices_of(name: str) -> dict[str, str | Promise] | None:
    """What can be chosen for a parameter; None where text is typed."""
    if name in ("rail", "source_rail", "target_rail"):
        return fields.places()
    if name in ("source", "target"):
        return fields.corrected_accounts()
    if name == "role":
        return {str(role): role.label for role in User.STAFF}
    if name == "chargeback":
        return {str(row.pk): _titled(row, row.owed) for row in chargebacks_at("owed")[:MOST]}
    if name == "open_chargeback":
        return {str(row.pk): _titled(row, row.charge) for row in chargebacks_at("open")[:MOST]}
    if name == "debt":
        return debt_to_client.choices(MOST)
    return {code: code for code in CURRENCIES} if name == "currency" else None


def _titled(row: Chargeback, amount: Money) -> str:
    """How a chargeback is shown among others."""
    return f"{row.funding.milestone.full_title} · {format_money(amount, language())}"


def _clean_capital(raw: Raw, key: str) -> Parameters:
    cleaned = parse_money(raw) | parse_choice(raw, "rail", fields.places()) | parse_reference(raw)
    require_new_key("reference", f"{key}:{cleaned['reference']}")
    return cleaned


def _clean_settlement(raw: Raw) -> Parameters:
    cleaned = parse_money(raw) | parse_money(raw, name="fee", may_be_zero=True) | parse_reference(raw)
    for name in ("source_rail", "target_rail"):
        cleaned |= parse_choice(raw, name, fields.places())
    if cleaned["source_rail"] == cleaned["target_rail"]:
        raise Invalid(errors={"target_rail": [_("Choose another one than the first.")]})
    if Decimal(cleaned["fee"]) >= Decimal(cleaned["amount"]):
        raise Invalid(errors={"fee": [_("The fee is below the amount.")]})
    require_new_key("reference", f"settlement:{cleaned['reference']}")
    return cleaned


def _clean_correction(raw: Raw) -> Parameters:
    cleaned = parse_money(raw)
    for name in ("source", "target"):
        cleaned |= parse_choice(raw, name, fields.corrected_accounts())
    if cleaned["source"] == cleaned["target"]:
        raise Invalid(errors={"target": [_("Choose another one than the first.")]})
    return cleaned


def _clean_loss(raw: Raw) -> Parameters:
    return parse_money(raw) | parse_choice(raw, "rail", fields.places())


def _clean_role(raw: Raw) -> Parameters:
    cleaned = parse_choice(raw, "role", choices_of("role") or {})
    person = User.objects.filter(email__iexact=raw.get("email", "").strip(), is_active=True).first()
    if person is None:
        raise Invalid(errors={"email": [_("Nobody here has this address.")]})
    if person.has_own_role(cleaned["role"]):
        raise Invalid(errors={"email": [_("This person has that role already.")]})
    return {"role": cleaned["role"], "user": str(person.pk)}


def _capital_in(row: StaffProposal, by: User) -> None:
    values = row.parameters
    post_once(lambda: postings.post_capital(values["reference"], money_of(values), rail=values["rail"]))


def _capital_out(row: StaffProposal, by: User) -> None:
    values, amount = row.parameters, money_of(row.parameters)
    one_withdrawal_at_a_time()
    free = min(free_money(values["currency"]), balance_at(values["rail"], values["currency"]))
    if amount.amount > free:
        raise NotFreeMoney(free=Money(max(free, Decimal("0.00")), values["currency"]))
    post_once(lambda: desk_postings.post_capital_out(values["reference"], amount, rail=values["rail"]))


def _settlement(row: StaffProposal, by: User) -> None:
    values, fee = row.parameters, Decimal(row.parameters["fee"])
    source, target = values["source_rail"], values["target_rail"]
    key, amount = values["reference"], money_of(values)
    post_once(lambda: postings.post_settlement(key, amount, fee, source=source, target=target))


def _correction(row: StaffProposal, by: User) -> None:
    source, target = row.parameters["source"], row.parameters["target"]
    post_once(lambda: desk_postings.post_correction(row.pk, money_of(row.parameters), source=source, target=target))


def _loss(row: StaffProposal, by: User) -> None:
    post_once(lambda: desk_postings.post_loss(row.pk, money_of(row.parameters), rail=row.parameters["rail"]))


def _role(row: StaffProposal, by: User) -> None:
    staff_actions.grant_role(
        by=by, first=row.proposed_by_id, person_id=int(row.parameters["user"]), role=row.parameters["role"]
    )


MONEY = ("amount", "currency")
_register(
    Kind(
        "capital_in",
        _("Capital paid in"),
        _("You have put money of your own into the balance at a provider."),
        (*MONEY, "rail", "reference"),
        lambda raw: _clean_capital(raw, "capital"),
        _capital_in,
    )
)
_register(
    Kind(
        "capital_out",
        _("Capital taken out"),
        _("You have taken money of your own out of a balance. What is owed to people stays there."),
        (*MONEY, "rail", "reference"),
        lambda raw: _clean_capital(raw, "capital-out"),
        _capital_out,
    )
)
_register(
    Kind(
        "fund_in",
        _("Money for allowances"),
        _("The programme has put money into a balance from which trainees' allowances are paid, and nothing else."),
        ("amount", "rail", "reference"),
        fund.clean,
        fund.carry_out,
    )
)
_register(
    Kind(
        "settlement",
        _("Money moved between providers"),
        _("What a provider held for the site has arrived at another one, or at your bank."),
        (*MONEY, "source_rail", "target_rail", "fee", "reference"),
        _clean_settlement,
        _settlement,
    )
)
_register(
    Kind(
        "correction",
        _("Correction"),
        _("An amount belongs on another account of the site. Accounts of people are never corrected by hand."),
        (*MONEY, "source", "target"),
        _clean_correction,
        _correction,
    )
)
_register(
    Kind(
        "loss",
        _("Loss"),
        _("Money at a provider is gone and does not come back."),
        (*MONEY, "rail"),
        _clean_loss,
        _loss,
    )
)
_register(
    Kind(
        "forgiveness",
        _("Debt forgiven"),
        _("What a freelancer owes of a lost chargeback becomes the site's loss. The freelancer reads the reason."),
        ("chargeback",),
        forgiveness.clean,
        forgiveness.carry_out,
        concerns=forgiveness.parties,
    )
)
_register(
    Kind(
        "debt_to_client",
        _("Debt to a client ended"),
        _("What a freelancer was to give back does not come: nobody pays it. The freelancer and the client read why."),
        ("debt",),
        debt_to_client.clean,
        debt_to_client.carry_out,
        concerns=debt_to_client.parties,
    )
)
_register(
    Kind(
        "acceptance",
        _("Chargeback not answered"),
        _("The bank pays the client back at once, and what was held or released is taken. This cannot be undone."),
        ("open_chargeback",),
        acceptance.clean,
        acceptance.carry_out,
        concerns=acceptance.parties,
    )
)
_register(
    Kind(
        "refund_destination",
        _("New destination of a refund"),
        _("A client's card or bank refused a refund for good, and the client has said where it is to go."),
        ("refund", "destination"),
        refund_destination.clean,
        refund_destination.carry_out,
        concerns=refund_destination.parties,
    )
)
_register(
    Kind(
        "role",
        _("Role for the site"),
        _("Somebody is to work for the site. An account with a role does not trade."),
        ("email", "role"),
        _clean_role,
        _role,
        concerns=lambda values: {int(values["user"])},
    )
)
