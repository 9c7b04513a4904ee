"""What is read each time answers arrive: of all pages of an exam the one that is asked for most."""

from django.db.models import OuterRef, QuerySet, Subquery

from market.accounts.models import User
from market.core.base.prepared import Each, prepared
from market.learning.questions.models import Question
from market.learning.sittings.models import Sitting, SittingAnswer, SittingDevice


@prepared
def locked_sitting(user: User, sitting_id: int) -> QuerySet[Sitting]:
    """One of the user's with its exam, locked until the transaction ends; nothing if it is not theirs."""
    rows = Sitting.objects.of(user).filter(pk=sitting_id).select_related("exam")
    return rows.select_for_update(of=("self",), no_key=True)


@prepared
def device_with_last_number(sitting: Sitting, number: int) -> QuerySet[SittingDevice]:
    """The device of this number, with `last_number`, that of its last answer."""
    last = SittingAnswer.objects.filter(device=OuterRef("pk")).order_by("-number").values("number")[:1]
    return SittingDevice.objects.filter(sitting=sitting, number=number).annotate(last_number=Subquery(last))


@prepared
def stored_answers(device: SittingDevice, numbers: list[int]) -> QuerySet[SittingAnswer]:
    """Those of a device that have one of these numbers."""
    return SittingAnswer.objects.filter(device=device, number__in=Each(numbers))


@prepared
def questions_of(ids: list[int]) -> QuerySet[Question]:
    """The questions of these ids."""
    return Question.objects.filter(pk__in=Each(ids))
