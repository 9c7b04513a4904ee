"""The sentences of every kind of news, registered by the apps whose events they are (in their notices.py)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from market.accounts.models import User

Sentence = str | Promise

STAFF = "staff"  # a kind for whoever works for the site
TALK, JOBS, WORK, MONEY, PROGRAMME, ACCOUNT = "talk", "jobs", "work", "money", "programme", "account"
# In the order of the settings page.
GROUPS: dict[str, Sentence] = {
    TALK: _("Messages"),
    JOBS: _("Jobs and bids"),
    WORK: _("Contracts and work"),
    MONEY: _("Money"),
    PROGRAMME: _("Certificate and profile"),
    ACCOUNT: _("Your account"),
}
# News of these are mailed whatever she chose: nobody may overlook what became of her money or who uses her account.
ALWAYS_MAILED = frozenset({MONEY, ACCOUNT})
_GROUP_OF = {
    **dict.fromkeys(("message", "talk"), TALK),
    **dict.fromkeys(("job", "invitation", "bid", "offer", "service", "order"), JOBS),
    **dict.fromkeys(("contract", "milestone"), WORK),
    **dict.fromkeys(("funding", "refund", "release", "payout", "payout_account"), MONEY),
    **dict.fromkeys(("certificate", "issuance", "revocation", "printing", "appeal", "profile", "batch"), PROGRAMME),
    **dict.fromkeys(("account", "mail", "emergency"), ACCOUNT),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """`subject` stands in the bell and on the mail; `body` says what happens next; `action` is the button.

    `about` names the kind where she chooses what she is told and how ("Somebody bids on your job"). `group` is the
    heading below which it stands there. `patience` is how long its mail waits for being read on the site. What is
    `quiet` stands in the bell alone, unless she asks for more. With a `role` only who has it is offered the choice.
    """

    code: str
    subject: Sentence
    body: Sentence
    action: Sentence
    about: Sentence
    group: str
    patience: timedelta
    quiet: bool = False
    role: str = ""

    def is_for(self, user: "User") -> bool:
        """Whether such news can ever come to her."""
        return not self.role or user.has_own_role(self.role) or (self.role == STAFF and user.is_staff)

    @property
    def is_always_mailed(self) -> bool:
        """Whether its mail can neither be switched off nor put off to a digest."""
        return self.group in ALWAYS_MAILED


OPEN = pgettext_lazy("verb", "Open")
_kinds: dict[str, Kind] = {}


def register_kind(  # noqa: PLR0913  # a kind is all of these
    code: str,
    *,
    subject: Sentence,
    body: Sentence,
    action: Sentence = OPEN,
    about: Sentence = "",
    group: str = "",
    patience: timedelta = timedelta(0),
    quiet: bool = False,
    role: str = "",
) -> None:
    """Make a kind of news known. Sentences have %(fact)s placeholders, filled in the reader's language.

    Without `group` the word before the code's dot tells it.
    """
    group = group or _GROUP_OF.get(code.partition(".")[0], WORK)
    _kinds[code] = Kind(code, subject, body, action, about, group, patience, quiet, role)


def kind(code: str) -> Kind:
    """A registered kind. Raises KeyError for an unknown code: a slip of ours."""
    return _kinds[code]


def kinds() -> list[Kind]:
    """All of them."""
    return list(_kinds.values())


def kinds_of(group: str) -> list[Kind]:
    """Those of a group, in the order in which they were registered."""
    return [each for each in _kinds.values() if each.group == group]
