"""Short ways to a published selection and its offers."""

from datetime import timedelta
from itertools import count

from market.accounts.models import User
from market.core.base import clock
from market.core.base.sealing import opened, sealed
from market.training.enrolments.offer_actions import offer_seats
from market.training.models import Application, Batch, Enrolment, Selection, SelectionPlace, TopicWish
from market.training.selection.draw_actions import SEED
from market.training.selection.drawing import hash_of
from tests import make
from tests.training import plan_story

_number = count(1)


def application(batch: Batch, applicant: User) -> Application:
    """Submitted, with the batch's topic as the only wish."""
    now = clock.now()
    row = Application.objects.create(
        applicant=applicant,
        phase=batch.phase,
        state=Application.State.SUBMITTED,
        number=f"AI-{next(_number):04}",
        district=batch.district,
        certificate_name=applicant.name,
        begun_at=now,
        submitted_at=now,
    )
    TopicWish.objects.create(application=row, topic=batch.topic, rank=1)
    return row


def published(batch: Batch, selected: list[User], waiting: list[User] = ()) -> Selection:
    """A selection with these people in this order, published by another officer than the one who drew it."""
    drawn, now = make.make_officer(), clock.now()
    columns = {"seed_hash": hash_of("x"), "sealed_seed": sealed("x", SEED), "committed_at": now, "rule": 1}
    selection, _is_new = Selection.objects.get_or_create(phase=batch.phase, defaults=columns)
    selection.seed, selection.state = opened(selection.sealed_seed, SEED), Selection.State.DRAWN
    selection.drawn_by, selection.drawn_at, selection.remind_at = drawn, now, None
    selection.save()
    for rank, person in enumerate([*selected, *waiting], start=1):
        seated = rank <= len(selected)
        SelectionPlace.objects.create(
            selection=selection,
            application=application(batch, person),
            district=batch.district,
            score=5,
            points={},
            lot=f"{rank:064}",
            rank=rank,
            outcome=SelectionPlace.Outcome.SEAT if seated else SelectionPlace.Outcome.WAITING,
            batch=batch if seated else None,
        )
    selection.state, selection.published_at = Selection.State.PUBLISHED, now
    selection.save()
    return selection


def offered(batch: Batch, selected: list[User], waiting: list[User] = ()) -> list[Enrolment]:
    """The places that are offered to the selected."""
    return offer_seats(selection=published(batch, selected, waiting))


def batch_of(officer: User, seats: int, **fields) -> Batch:
    """A planned batch that begins in a month, with so many seats."""
    batch = plan_story.planned_batch(officer, **fields)
    Batch.objects.filter(pk=batch.pk).update(seats=seats)
    return Batch.objects.get(pk=batch.pk)


def people(*names: str) -> list[User]:
    return [make.make_person(name) for name in names]


def states(batch: Batch) -> dict[str, str]:
    """The state of each trainee's newest place in the batch, by name."""
    rows = batch.enrolments.select_related("trainee").order_by("pk")
    return {each.trainee.display_name: each.state for each in rows}


DAY = timedelta(days=1)
