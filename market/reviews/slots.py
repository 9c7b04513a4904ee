"""What reviews add to the workroom, to profiles and to the menu, and how one is reported."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.contracts.calendars.feeds import Due, deadline_source
from market.contracts.models import Contract
from market.core.base import clock
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.profiles.models import ClientProfile, Profile
from market.reviews.models import Exchange, Review, ReviewQuerySet
from market.reviews.queries import describe_review, public_reviews, review_state_of
from market.reviews.questions import questions
from market.safety.kinds import Subject, reportable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SHOWN = 3


@slot_renderer("contract.aside", "reviews/aside.html", order=5)
def reviews_of_contract(*, request: MemberRequest, contract: Contract, **more: Any) -> dict[str, Any] | None:
    """After a paid contract: the link to write a review, until when they are blind, and both once they are public."""
    state = review_state_of(contract, request.user)
    if state is None or (not state.is_open and state.own is None and state.theirs is None):
        return None
    written = [each for each in (state.theirs, state.own) if each is not None]
    sides = [(each, questions(of_freelancer=each.is_by_client)) for each in written]
    return {"standing": state, "sides": sides if state.revealed_at else []}


@prepared
def _last_of_freelancer(user: int) -> QuerySet[Review]:
    return public_reviews(Review.objects.of_freelancer(user))[:SHOWN]


@prepared
def _last_of_client(user: int) -> QuerySet[Review]:
    return public_reviews(Review.objects.of_client(user))[:SHOWN]


def _newest(
    reader: "User | AnonymousUser", last: "Callable[[int], list[Review]]", rows: ReviewQuerySet, of: int
) -> Any:
    """The newest reviews of a user, without those that a block hides from the reader."""
    if reader.is_authenticated and reader.has_blocks:
        return [describe_review(each) for each in public_reviews(rows.not_apart_from(reader))[:SHOWN]]
    return [describe_review(each) for each in last(of)]


@slot_renderer("profile.main", "reviews/newest.html", order=15)
def reviews_on_profile(*, request: HttpRequest, profile: Profile, **more: Any) -> dict[str, Any] | None:
    """The newest reviews of a freelancer; nothing before the first."""
    of = profile.user_id
    if not profile.review_count:
        return None
    newest = _newest(request.user, _last_of_freelancer, Review.objects.of_freelancer(of), of)
    return {"rated": profile, "reviews": newest}


@slot_renderer("client.main", "reviews/newest.html", order=20)
def reviews_on_client_page(*, request: HttpRequest, client: ClientProfile, **more: Any) -> dict[str, Any] | None:
    """The newest reviews of a client."""
    of = client.user_id
    if not client.review_count:
        return None
    return {"rated": client, "reviews": _newest(request.user, _last_of_client, Review.objects.of_client(of), of)}


def _of_service_first(rows: ReviewQuerySet, service: int) -> QuerySet[Review]:
    of_others = Case(When(exchange__contract__service_order__service=service, then=0), default=1)
    return public_reviews(rows).order_by(of_others, F("exchange__revealed_at").desc(), "-pk")[:SHOWN]


@prepared
def _last_for_service(user: int, service: int) -> QuerySet[Review]:
    return _of_service_first(Review.objects.of_freelancer(user), service)


@slot_renderer("service.main", "reviews/newest.html", order=15)
def reviews_on_service(*, request: HttpRequest, service: Any, **more: Any) -> dict[str, Any] | None:
    """The newest reviews of a service's freelancer, those of its orders first; nothing before the first."""
    seller, reader = service.freelancer.profile, request.user
    if not seller.review_count:
        return None
    if reader.is_authenticated and reader.has_blocks:
        rows = Review.objects.of_freelancer(seller.user_id).not_apart_from(reader)
        shown: list[Review] = list(_of_service_first(rows, service.pk))
    else:
        shown = _last_for_service(seller.user_id, service.pk)
    return {"rated": seller, "reviews": [describe_review(each) for each in shown]}


@deadline_source
def deadlines(contracts: list[Contract], user: User) -> Iterator[Due]:
    """The deadline of each open review, whether or not the other side has written."""
    wrote = Exists(Review.objects.filter(exchange=OuterRef("pk"), author=user))
    rows = Exchange.objects.open().filter(contract__in=contracts, due_at__gt=clock.now()).annotate(wrote=wrote)
    for each in rows.select_related("contract").order_by("due_at", "pk"):
        write, wait = _("Review the work of “%(title)s”"), _("The reviews of “%(title)s” are public at the latest")
        text = wait if each.wrote else write  # type: ignore[attr-defined]  # annotated
        yield Due(f"exchange-{each.pk}-due_at", each.contract, each, text % {"title": each.contract.title}, each.due_at)


@slot_renderer("menu", "reviews/menu.html", order=33)
def desk(request: HttpRequest, **more: Any) -> dict[str, Any] | None:
    """The moderators' menu item for reviews to check."""
    user: User | AnonymousUser = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.MODERATOR) else None


@reportable("review", gettext_lazy("a review"))
def reported_review(by: User, thing_id: int) -> Subject | None:
    """A review that the user may read."""
    reviews = Review.objects.visible_to(by).select_related("exchange__contract", "about__profile").filter(pk=thing_id)
    review = reviews.first()
    return Subject(review.contract.title, review.get_absolute_url(), review.author_id) if review else None
