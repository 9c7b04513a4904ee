"""The help pages: groups, titles, and texts in the active language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from market.core.base.money import Money, paid_currencies
from market.jobs.postings.details import MOST_INVITEES
from market.payments.provider.rails import pays_to_wallets, rails_for
from market.profiles.freelancers.ratings import PRIOR, WEIGHT
from market.profiles.freelancers.standings import LEVELS
from market.search.alerts.actions import MOST as MOST_SEARCHES
from market.services.offering.details import MOST_FAQ, MOST_PACKAGES
from market.standing import formula

# Bounds that are no settings, as texts name them.
MOST = {
    "faq": MOST_FAQ,
    "packages": MOST_PACKAGES,
    "invitees": MOST_INVITEES,
    "searches": MOST_SEARCHES,
    "imagined_reviews": WEIGHT,
    "imagined_stars": int(PRIOR),
}
GROUPS: dict[str, Promise] = {
    "begin": _("To begin with"),
    "work": _("Working together"),
    "money": _("Money"),
    "account": _("You and your account"),
    "programs": _("For programs"),
}


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A help page: its name in addresses, group, title and lead. `view` is the URL name of a page elsewhere."""

    name: str
    group: str
    title: Promise
    lead: Promise
    view: str = ""

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.view) if self.view else reverse("help_page", args=[self.name])

    @property
    def template(self) -> str | None:
        """The template of its text; None for a page elsewhere."""
        return None if self.view else f"site/help/texts/{self.name}.html"


ALL_PAGES = [
    HelpPage(
        "how-holding-works",
        "begin",
        _("How holding works"),
        _("Who pays when, where the money is meanwhile, and an example counted out."),
        view="how_holding_works",
    ),
    HelpPage("hiring", "begin", _("Your first job as a client"), _("From a few lines of text to work that is done.")),
    HelpPage("first-job", "begin", _("Your first job as a freelancer"), _("From your certificate to your first pay.")),
    HelpPage("certificates", "begin", _("Certificates"), _("Claiming, checking, appealing, and the digital badge.")),
    HelpPage(
        "programme",
        "begin",
        _("The training programme"),
        _("How phases, batches and classes are planned: for officers and trainers."),
    ),
    HelpPage("bids", "work", _("Writing a bid"), _("What a bid is, how many you have, and how terms are agreed.")),
    HelpPage(
        "offers", "work", _("Offers"), _("A contract that one side offers the other directly, without a job post.")
    ),
    HelpPage(
        "search-words",
        "work",
        _("What search understands"),
        _("Names and phrases in both scripts, and how programme officers teach it new ones."),
    ),
    HelpPage("services", "work", _("Services"), _("Packaged work at a fixed price, ordered at once.")),
    HelpPage("talking-safely", "work", _("Talking safely"), _("Messages, reports, and what never to do.")),
    HelpPage("moderation", "work", _("Moderators"), _("What they look at, the steps they take, and how to appeal.")),
    HelpPage("delivering", "work", _("Delivering and approving"), _("How work is delivered, changed and approved.")),
    HelpPage("reviews", "work", _("Reviews"), _("Who may review whom, when it is read, and what the stars mean.")),
    HelpPage(
        "standing",
        "work",
        _("Standing"),
        _("The points of freelancers and clients: all that goes in, and nothing else."),
    ),
    HelpPage("disputes", "work", _("Disputes"), _("When you cannot agree: the steps, their days, and who decides.")),
    HelpPage("changes", "work", _("Changing or ending a contract"), _("Nothing moves that both have not agreed to.")),
    HelpPage(
        "clocks", "money", _("Deadlines, and what silence means"), _("Each wait has an end. Here is every one of them.")
    ),
    HelpPage("fees", "money", _("Fees"), _("What the client pays on top, and what the freelancer gets.")),
    HelpPage("refunds", "money", _("Refunds"), _("How money that is held goes back, and when it cannot.")),
    HelpPage("chargebacks", "money", _("Chargebacks"), _("When a client's bank looks at a payment, or takes it back.")),
    HelpPage("payouts", "money", _("Payouts and calendars"), _("How your money reaches your bank, and when.")),
    HelpPage(
        "documents",
        "money",
        _("Documents for banks and offices"),
        _("Invoices, receipts, income certificates: what they say, and how anybody checks them."),
    ),
    HelpPage(
        "money-desk", "money", _("The money desk"), _("For operators: balances, acts of two, and what has stopped.")
    ),
    HelpPage("news", "account", _("Notifications and mail"), _("Your notifications, and how to get fewer.")),
    HelpPage("account", "account", _("Your account"), _("Sides, passkeys, devices, your data, and leaving.")),
    HelpPage(
        "programs", "programs", _("API, tokens and webhooks"), _("For those whose programs speak with this site.")
    ),
]
PAGES = {page.name: page for page in ALL_PAGES}


def pages_by_group() -> list[tuple[Promise, list[HelpPage]]]:
    """(title of a group, its pages)."""
    return [(title, [page for page in ALL_PAGES if page.group == group]) for group, title in GROUPS.items()]


def render_body(page: HelpPage, request: HttpRequest | None = None) -> Markup:
    """The text of a page as HTML, with this site's numbers, in the active language."""
    numbers = settings.LIFECYCLE
    least = {currency: Money(numbers.smallest(currency), currency) for currency in ("USD", "BDT")}
    example = Money("100.00", "USD")
    fee = Money(example.amount * numbers.client_fee, "USD")
    sums = {"example": example, "example_fee": fee, "example_charge": example + fee}
    bounds = {
        f"{name}_{currency.lower()}": Money(bound(currency), currency)
        for name, bound in (
            ("small", numbers.small_claim),
            ("two", numbers.two_rulings),
            ("payout", numbers.smallest_payout),
            ("proof", numbers.proof_payout),
            ("largest", numbers.largest),
            ("starter", numbers.starter_job),
        )
        for currency in least
    }
    context = {
        "formula": formula,
        "levels": LEVELS,
        "bounds": bounds,
        "most": MOST,
        "idle_minutes": int(settings.STAFF_IDLE.total_seconds()) // 60,
        "numbers": numbers,
        "rails": [(currency, rails_for(currency)) for currency in paid_currencies()],
        "pays_by_bank": "bank" in settings.PAY_OUT,
        "pays_to_wallets": pays_to_wallets(),
        "smallest_usd": least["USD"],
        "smallest_bdt": least["BDT"],
        **sums,
    }
    return Markup(render_to_string(page.template or "", context, request))  # noqa: S704  # a template of ours, escaped
