"""What connects two accounts that act together: one person with two accounts is no second person."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.accounts.models import Device, User
from market.core.base import clock

DOTLESS = {"gmail.com", "googlemail.com"}  # there a dot in the name makes no other address


@dataclass(frozen=True, slots=True)
class Tie:
    """A connection. `is_one_person`: so close that the two count as one."""

    sentence: str | Promise
    is_one_person: bool = False


def mailbox_of(email: str) -> str:
    """The mailbox of an address: without what stands behind a plus, in small letters."""
    address, _at, host = email.strip().lower().partition("@")
    name, _plus, _folder = address.partition("+")
    if host in DOTLESS:
        name, host = name.replace(".", ""), "gmail.com"
    return f"{name}@{host}"


def ties_between(one: User, other: User) -> list[Tie]:
    """What is known to connect them. The same mailbox or browser makes one person; a network may be an office's, unless
    one of them hid there which browser it was, by calling it shared, as long ago as a proposal may wait."""
    ties = []
    if mailbox_of(one.email) == mailbox_of(other.email):
        ties.append(Tie(_("Both accounts have the same mailbox."), is_one_person=True))
    own, theirs = Device.objects.filter(user=one), Device.objects.filter(user=other)
    unshared = theirs.filter(is_shared=False)
    if unshared.filter(mark__in=own.filter(is_shared=False).values("mark")).exists():
        ties.append(Tie(_("Both accounts have signed in with the same browser."), is_one_person=True))
    elif _meet_on_a_shared_browser(own, theirs) or _meet_on_a_shared_browser(theirs, own):
        words = _("One account has lately signed in on a shared browser, in the other one's network.")
        ties.append(Tie(words, is_one_person=True))
    elif theirs.exclude(network="").filter(network__in=own.values("network")).exists():
        ties.append(Tie(_("Both accounts have signed in from the same network.")))
    return ties


def _meet_on_a_shared_browser(one: QuerySet[Device], other: QuerySet[Device]) -> bool:
    since = clock.now() - timedelta(days=settings.LIFECYCLE.staff_proposal_days)
    shared = one.filter(is_shared=True, signed_in_at__gt=since).exclude(network="")
    return shared.filter(network__in=other.values("network")).exists()


def is_one_person(one: User, other: User) -> bool:
    """Whether two accounts count as one person's."""
    return any(each.is_one_person for each in ties_between(one, other))
