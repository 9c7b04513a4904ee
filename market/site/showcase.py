"""What the front page shows of work that was done and paid: pictures of it, a client's review, and what was earned."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length

from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.core.text.bangla import language_of
from market.core.text.locale import language
from market.core.web.caches import compute_once
from market.payments.models import LedgerAccount, LedgerEntry
from market.payments.queries import GIVEN_BACK_FROM, NOTHING
from market.profiles.models import PortfolioPicture, Profile
from market.reviews.models import Review
from market.reviews.queries import describe_review, public_reviews
from market.search.lists.listing import Listing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from market.accounts.models import User

PICTURES = 6
FEW_PAID = 5  # people, before a sum says something, and nothing of one of them
PAID_SECONDS = 6 * 3600
HUNDRED = 100
READ = 20  # reviews among which one in the reader's language is looked for
SHORTEST, LONGEST = 40, 320  # letters
BEST = 5


@dataclass(frozen=True, slots=True)
class Story:
    """A public review of the best kind, and the freelancer whom it is about. Texts alone: it is part of a cache key."""

    text: str
    title: str
    author: str
    name: str
    face: str
    url: str
    district: str
    jobs_done: int


@dataclass(frozen=True, slots=True)
class Paid:
    """How many freelancers were paid in a currency on this site, and how much: in whole hundreds."""

    people: int
    sum: Money


def pictures_of(people: Listing) -> list[tuple[Profile, PortfolioPicture]]:
    """The first picture of each of these profiles that has one and may stand in search engines."""
    shown = [(row, row.works[0]) for row in people.rows if row.works and row.is_indexable]
    return shown[:PICTURES]


def story_for(reader: "User | AnonymousUser") -> Story | None:
    """The newest review with all stars that is neither short nor long, in the reader's language if there is one."""
    if reader.is_authenticated and reader.has_blocks:  # it might be about, or by, who is kept apart from the reader
        return None
    reviews = sorted(_best_reviews(), key=lambda review: language_of(review.text) != language())
    return _story(reviews[0]) if reviews else None


@prepared
def _best_reviews() -> QuerySet[Review]:
    shown = Profile.objects.public().filter(is_indexable=True).values("user")
    best = dict.fromkeys(("quality", "communication", "timeliness", "again"), BEST)
    rows = Review.objects.revealed().filter(is_by_client=True, is_marked=False, about__in=shown, **best)
    rows = rows.alias(letters=Length("text")).filter(letters__gte=SHORTEST, letters__lte=LONGEST)
    return public_reviews(rows).select_related("about__profile__district").order_by("-pk")[:READ]


def _story(review: Review) -> Story:
    public, profile = describe_review(review), review.about.profile
    return Story(
        text=public.text,
        title=public.title,
        author=public.author,
        name=review.about.shown_name,
        face=review.about.face,
        url=profile.get_absolute_url(),
        district=str(profile.district.name),
        jobs_done=profile.jobs_done,
    )


def paid() -> Paid | None:
    """What was released to most freelancers so far, less what they gave back, some hours old. None while these are few:
    it would tell of one."""
    return compute_once("fragments", "paid", _count_paid, seconds=PAID_SECONDS) or None


def _count_paid() -> Paid | Literal[False]:
    released = LedgerEntry.objects.filter(account__kind=LedgerAccount.Kind.CLEARING, transaction__kind="release")
    counted = released.order_by().values_list("account__currency").annotate(Count("account__user", distinct=True))
    most = max(counted.annotate(Sum("amount")), key=lambda row: row[1], default=None)
    if most is None or most[1] < FEW_PAID:
        return False  # None would be counted anew for each page
    given_back = LedgerEntry.objects.filter(account__kind__in=GIVEN_BACK_FROM, transaction__kind="give_back")
    returned = given_back.filter(account__currency=most[0]).aggregate(sum=Sum("amount"))["sum"] or NOTHING
    hundreds = (most[2] + returned) // HUNDRED * HUNDRED
    return Paid(most[1], Money(hundreds, most[0])) if hundreds > 0 else False
