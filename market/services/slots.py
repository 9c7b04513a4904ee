"""What services add to a freelancer's profile, to the workroom and to the page of one's work."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from market.accounts.people.decorators import MemberRequest
from market.contracts.history.log import log_source
from market.contracts.judges import judged_by, page_of_judge
from market.contracts.models import Contract, Milestone
from market.core.base.prepared import Each, hold, prepared
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.profiles.models import Profile
from market.safety.kinds import Subject, reportable
from market.services.custom_offers.queries import MOST_PACKAGES, own_packages
from market.services.models import Order, Service, ServicePicture
from market.services.offering.queries import services_of

if TYPE_CHECKING:
    from market.accounts.models import User

SHOWN = 6


@log_source
def order_in_the_log(contract: Contract, reader: "User") -> Q:
    """Audit entries of an order: that it was made, and that questions were answered."""
    return Q(on_type=Order._meta.label_lower, on_id__in=Order.objects.filter(contract=contract).values("pk"))


@reader
def files_of_orders(user: "User") -> QuerySet[Upload]:
    """Both sides of an order may read what came with it and with its answers, and who judges a dispute about it."""
    orders = Order.objects.filter(
        Q(pk__in=Order.objects.visible_to(user).values("pk")) | Q(contract__in=judged_by(user))
    )
    return Upload.objects.filter(orders__in=orders)


@collection
def files_of_order(user: "User", upload: Upload) -> Collection | None:
    """The newest order of the person's that has the file, or else one of a contract that they judge."""
    rows = Order.objects.filter(files=upload).select_related("contract").order_by("-pk")
    order = rows.filter(pk__in=Order.objects.visible_to(user).values("pk")).first()
    if order is not None:
        return Collection(list(order.files.all()), order.get_absolute_url(), order.title)
    judged = rows.filter(contract__in=judged_by(user)).first()
    page = page_of_judge(user, judged.contract) if judged else None
    return Collection(list(judged.files.all()), page.url, page.title) if judged and page else None


@slot_renderer("profile.main", "services/profile_services.html", order=10)
def services_on_profile(*, request: HttpRequest, profile: Profile, own: bool, **more: Any) -> dict[str, Any] | None:
    """The freelancer's live services."""
    rows = _last_services(profile.user_id)
    if rows:
        hold(rows, "pictures", _pictures_of([row.pk for row in rows]), by="service_id")
    return {"services": rows} if rows or own else None


@prepared
def _last_services(freelancer: int) -> QuerySet[Service]:
    rows = Service.objects.public().for_cards().filter(freelancer=freelancer)
    return rows.prefetch_related(None).order_by("-published_at")[:SHOWN]


@prepared
def _pictures_of(services: list[int]) -> QuerySet[ServicePicture]:
    return ServicePicture.objects.filter(service__in=Each(services))


@slot_renderer("custom_offer.begin", "services/begin_offer.html", order=10)
def packages_to_begin_with(*, request: MemberRequest, thread: Any, **more: Any) -> dict[str, Any] | None:
    """The freelancer's packages, each with the form of an offer that it begins."""
    packages = list(own_packages(request.user)[:MOST_PACKAGES])
    return {"packages": packages, "thread": thread} if packages else None


@slot_renderer("contract.origin", "services/origin.html", order=10)
def origin_of_contract(*, request: MemberRequest, contract: Contract, **more: Any) -> dict[str, Any] | None:
    """The service, the package, the extras and the answers that a contract came from."""
    if contract.bid_id is not None:
        return None
    order = Order.objects.filter(contract=contract).select_related("service").first()
    if order is None:
        return None
    milestones = contract.milestones.all()
    waits = any(each.state == Milestone.State.AWAITING_FUNDING for each in milestones)
    stands_still = any(each.state == Milestone.State.FUNDED and each.work_due_at is None for each in milestones)
    as_client = contract.client_id == request.user.pk
    return {
        "order": order,
        "is_live": order.service.state == Service.State.LIVE,
        "as_client": as_client,
        "can_cancel": as_client and contract.state == Contract.State.ACTIVE and waits and order.paid_at is None,
        "is_held_up": contract.state == Contract.State.ACTIVE and bool(order.unanswered) and stands_still,
        "can_answer": as_client and contract.state == Contract.State.ACTIVE and bool(order.unanswered),
    }


@slot_renderer("contract.record", "services/record_order.html", order=10)
def order_on_the_record(*, request: MemberRequest, contract: Contract, **more: Any) -> dict[str, Any] | None:
    """What was bought, in the printed record; for who judges it, with its files to open."""
    order = Order.objects.filter(contract=contract).first() if contract.bid_id is None else None
    if order is None:
        return None
    return {"order": order, "opens_files": request.user.pk not in (contract.client_id, contract.freelancer_id)}


@slot_renderer("work.money", "services/work_services.html", order=30)
def services_at_a_glance(*, request: MemberRequest, **more: Any) -> dict[str, Any] | None:
    """How many live services and running orders the user has; only with a profile."""
    if not hasattr(request.user, "profile"):
        return None
    rows = _services_of(request.user)
    live = sum(each.state == Service.State.LIVE for each in rows)
    running = sum(each.running for each in rows)  # type: ignore[attr-defined]  # annotated
    return {"services": rows, "live": live, "running": running}


@prepared
def _services_of(user: "User") -> QuerySet[Service]:
    return services_of(user).prefetch_related(None)


@reportable("service", _("a service"))
def reported_service(by: "User", thing_id: int) -> Subject | None:
    """A service that the user may see."""
    service = Service.objects.visible_to(by).filter(pk=thing_id).first()
    return Subject(service.title, service.get_absolute_url(), service.freelancer_id) if service else None
