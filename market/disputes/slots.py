"""What disputes add to the workroom and to the menu, and who may read what was brought as proof."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.contracts.calendars.feeds import Due, deadline_source
from market.contracts.history.log import log_source
from market.contracts.judges import JudgePage, judge_page, judge_source
from market.contracts.models import Contract, Delivery, Milestone
from market.core.base.prepared import hold, holds, prepared
from market.core.web.slots import slot_renderer
from market.disputes.models import Dispute, Evidence
from market.files.access import reader
from market.files.collections import Collection, collection
from market.files.models import Upload
from market.messaging.models import MessageFile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

State = Milestone.State
CAN_BE_DISPUTED = (State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED, State.REFUND_REQUESTED)


@reader
def evidence_files(user: User) -> QuerySet[Upload]:
    """What was brought as proof, also with a message, is read by all who see the dispute; deliveries and requests for
    changes, by moderators."""
    evidence = Evidence.objects.filter(statement__dispute__in=Dispute.objects.visible_to(user))
    on_desk = Dispute.objects.on_desk(user).values("milestone")
    delivered = Delivery.files.through.objects.filter(upload=OuterRef("pk"))
    with_changes = Delivery.changes_files.through.objects.filter(upload=OuterRef("pk"))
    sent = MessageFile.objects.filter(upload=OuterRef("pk"))
    return Upload.objects.filter(
        Exists(evidence.filter(upload=OuterRef("pk")))
        | Exists(delivered.filter(_proven(evidence, Evidence.Kind.DELIVERY, "delivery_id")))
        | Exists(sent.filter(_proven(evidence, Evidence.Kind.MESSAGE, "message_id")))
        | Exists(delivered.filter(delivery__milestone__in=on_desk))
        | Exists(with_changes.filter(delivery__milestone__in=on_desk))
    )


def _proven(evidence: "QuerySet[Evidence]", kind: Evidence.Kind, key: str) -> Exists:
    """The condition of rows whose `key` names what was brought as proof of this kind: by an index, one at a time."""
    return Exists(evidence.filter(kind=kind, thing=Cast(OuterRef(key), CharField())))


@judge_source
def contracts_on_desk(user: User) -> Q:
    """Those with a dispute that the moderator works on."""
    return Q(pk__in=Dispute.objects.on_desk(user).values("milestone__contract"))


@judge_page
def page_of_dispute(user: User, contract: Contract) -> JudgePage | None:
    """That of the contract's newest dispute that the moderator works on."""
    disputes = Dispute.objects.on_desk(user).filter(milestone__contract=contract).select_related("milestone")
    dispute = disputes.order_by("-pk").first()
    return JudgePage(dispute.get_absolute_url(), _title(dispute)) if dispute else None


@collection
def files_of_dispute(user: User, upload: Upload) -> Collection | None:
    """What was brought as proof in the newest dispute that the person sees; for its moderators, what was delivered, and
    what came with requests for changes."""
    proof = Evidence.objects.filter(upload=upload, statement__dispute__in=Dispute.objects.visible_to(user))
    has_it = Q(milestone__deliveries__files=upload) | Q(milestone__deliveries__changes_files=upload)
    on_desk = Q(pk__in=Dispute.objects.on_desk(user).values("pk")) & has_it
    disputes = Dispute.objects.filter(Q(statements__evidence__in=proof) | on_desk)
    dispute = disputes.select_related("milestone").order_by("-pk").first()
    if dispute is None:
        return None
    is_on_desk = Dispute.objects.on_desk(user).filter(pk=dispute.pk).exists()
    rows = _worked_on(dispute, upload) if is_on_desk else None
    if rows is None:
        rows = Upload.objects.filter(evidence__statement__dispute=dispute).distinct()
    return Collection(list(rows), dispute.get_absolute_url(), _title(dispute))


def _worked_on(dispute: Dispute, upload: Upload) -> "QuerySet[Upload] | None":
    """The files of the newest delivery, or else request for changes, that has this one; None if there is none."""
    deliveries = dispute.milestone.deliveries.order_by("-pk")
    if delivery := deliveries.filter(files=upload).first():
        return delivery.files.all()
    request = deliveries.filter(changes_files=upload).first()
    return request.changes_files.all() if request else None


def _title(dispute: Dispute) -> str:
    return _("Dispute: %(title)s") % {"title": dispute.milestone.title}


@log_source
def disputes_in_the_log(contract: Contract, reader: User) -> Q:
    """Every step of its disputes."""
    rows = Dispute.objects.filter(milestone__contract=contract)
    return Q(on_type=Dispute._meta.label_lower, on_id__in=rows.values("pk"))


@deadline_source
def deadlines(contracts: list[Contract], user: User) -> Iterator[Due]:
    """The last instant of the step in which each open dispute is, where its clock runs."""
    rows = (
        Dispute.objects.open()
        .filter(milestone__contract__in=contracts, milestone__frozen_at=None)
        .select_related("milestone__contract")
    )
    for each in rows:
        answer_format, wait_format = _("Answer the dispute of “%(title)s”"), _("The dispute of “%(title)s” goes on")
        summary = (answer_format if each.asks(user) else wait_format) % {"title": each.milestone.full_title}
        if each.due_at is not None:
            yield Due(f"dispute-{each.pk}-due_at", each.contract, each, summary, each.due_at)


@slot_renderer("milestone.actions", "disputes/milestone_disputes.html", order=90)
def milestone_disputes(*, milestone: Milestone, contract: Contract, **context: Any) -> dict[str, Any] | None:
    """The disputes of a milestone."""
    disputes = _disputes_at(milestone, contract)
    return {"disputes": disputes} if disputes else None


@slot_renderer("milestone.end", "disputes/way.html", order=90)
def way_to_dispute(
    *, request: HttpRequest, milestone: Milestone, contract: Contract, **context: Any
) -> dict[str, Any] | None:
    """To open a dispute where money is held, once for each side."""
    if milestone.state not in CAN_BE_DISPUTED:
        return None
    has_opened = any(each.opened_by_id == request.user.pk for each in _disputes_at(milestone, contract))
    return None if has_opened else {}


def _disputes_at(milestone: Milestone, contract: Contract) -> list[Dispute]:
    """Of one milestone; those of the whole contract are read once."""
    if not holds(milestone, "disputes"):
        hold(list(contract.milestones.all()), "disputes", _disputes_of(contract), by="milestone_id")
    return list(milestone.disputes.all())


@prepared
def _disputes_of(contract: Contract) -> QuerySet[Dispute]:
    return Dispute.objects.filter(milestone__contract=contract).order_by("pk")


@slot_renderer("menu", "disputes/menu.html", order=31)
def ruling_desk_link(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A moderator's link to the desk, with the number of rulings assigned to them."""
    user: User | AnonymousUser = request.user
    if not user.is_authenticated or not user.has_role(User.Role.MODERATOR, User.Role.LEAD):
        return None
    return {"waiting": Dispute.objects.assigned_to(user).count()}
