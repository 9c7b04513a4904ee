"""The selection of a phase: a seed is committed, another day drawn by, and another officer confirms and publishes.

Nobody writes a list: it follows from the applications, the rule and a seed that nobody knows before applications close.
"""

import secrets

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock, lock_of
from market.core.base.errors import Invalid, require_length
from market.core.base.events import Address, Event, emit
from market.core.base.jobs import defer
from market.core.base.reminders import next_reminder
from market.core.base.sealing import resealed, sealed
from market.core.text.bangla import nfc
from market.training.certificates.actions import require_officer
from market.training.issuing.actions import officers
from market.training.models import Application, Phase, Selection, SelectionPlace
from market.training.selection import events
from market.training.selection.draw_actions import (
    REMIND_BEFORE,
    SEED,
    fix_entries,
    is_as_drawn,
    is_recorded,
    make_draw,
    record_change,
    wait,
)
from market.training.selection.drawing import hash_of
from market.training.selection.queries import open_objections
from market.training.selection.refusals import (
    ApplicationsClosed,
    ApplicationsOpen,
    DrawnAlready,
    NotDrawn,
    NotTheDraw,
    ObjectionsOpen,
    OwnApplication,
    OwnDraw,
)
from market.training.selection.scoring import RULE

REASON_LENGTH = 500
State = Selection.State

CONFIRMING = act_of_two("selection", User.Role.OFFICER)


@atomic
def commit_selection(*, by: User, phase_id: int) -> Selection:
    """Commit the seed of a phase: its hash is public from now on. Repeated, it returns what is committed.

    Raises NotAllowed to others than officers, NotFound, ApplicationsClosed.
    """
    require_officer(by)
    return commit_seed(lock(Phase.objects.visible_to(by), phase_id), by)


def commit_when_planned(phase: Phase) -> None:
    """What the site does itself with a phase that is planned now, unless nobody can apply for it any more."""
    if clock.now() < phase.closes_at:
        commit_seed(phase, None)


@atomic
def commit_when_open(*, phase_id: int) -> None:
    """What the site does itself when applications open for a phase that was planned without a seed."""
    phase = Phase.objects.select_for_update(no_key=True).get(pk=phase_id)
    if phase.opens_at <= clock.now() < phase.closes_at:
        commit_seed(phase, None)


def commit_seed(phase: Phase, by: User | None) -> Selection:
    """The selection of a locked phase, with a new seed that nobody has seen; the one that there is already stays."""
    if (existing := Selection.objects.filter(phase=phase).first()) is not None:
        return existing
    now = clock.now()
    if now >= phase.closes_at:
        raise ApplicationsClosed
    seed = secrets.token_hex(32)
    selection = Selection(phase=phase, rule=RULE, seed_hash=hash_of(seed), sealed_seed=sealed(seed, SEED))
    selection.committed_by, selection.committed_at = by, now
    wait(selection, since=phase.closes_at)
    selection.save()
    record_change(selection, by)
    audit("selection.committed", by=by, on=selection, hash=selection.seed_hash)
    return selection


@atomic
def close_selection(*, selection_id: int) -> None:
    """What the site does itself when applications close: the entries are fixed, and their hash is public."""
    rows = Selection.objects.filter(entries_at=None, drawn_at=None, phase__closes_at__lte=clock.now())
    selection = (
        rows.select_for_update(of=("self",), no_key=True).select_related("phase").filter(pk=selection_id).first()
    )
    if selection is not None:
        fix_entries(selection)
        selection.save()


@atomic
def draw_selection(*, by: User, phase_id: int) -> Selection:
    """Draw: the seed is revealed, and every application has its rank and its seat or place on the waiting lists.

    Raises NotFound to others than officers and where nothing was committed, NotInAnEmergency, OwnApplication,
    DrawnAlready, ApplicationsOpen, ObjectionsOpen, NotTheDraw where the list that was refused is another one by now.
    """
    selection = _lock_selection(by, phase_id)
    require_officer(by)
    _require_no_applicant(by, selection)
    if selection.state not in Selection.TO_DRAW:
        raise DrawnAlready
    if clock.now() < selection.phase.closes_at:
        raise ApplicationsOpen
    if count := open_objections(selection.phase):
        raise ObjectionsOpen(count=count)
    if selection.state == State.REFUSED and not is_recorded(selection):
        raise NotTheDraw
    digest = make_draw(selection, by).digest
    seats, waiting = (selection.places.filter(outcome=each).count() for each in SelectionPlace.TAKING_PART)
    drawn = events.SelectionDrawn(phase=selection.phase.number, officer=by, seats=seats, waiting=waiting, digest=digest)
    emit(drawn, on=selection, by=by, to=officers().exclude(pk=by.pk), page=_desk(selection))
    return selection


def _lock_selection(by: User, phase_id: int) -> Selection:
    rows = Selection.objects.filter(phase__in=Phase.objects.visible_to(by))
    return lock_of(rows.select_related("phase__programme"), phase=phase_id)


def _require_no_applicant(by: User, selection: Selection) -> None:
    if Application.objects.submitted().filter(applicant=by, phase=selection.phase_id).exists():
        raise OwnApplication


def _desk(selection: Selection) -> Address:
    return Address(reverse("phase_selection", args=[selection.phase_id]))


@atomic
def confirm_selection(*, by: User, phase_id: int) -> Selection:
    """Publish what another officer has drawn; a job offers its seats and tells the other applicants.

    The list is drawn again from what is to be public, and has to be the same. Raises NotFound to others than officers,
    NotInAnEmergency, OwnApplication, OwnDraw, NotDrawn, NotTheDraw.
    """
    selection = _lock_drawn(by, phase_id)
    if not is_as_drawn(selection):
        raise NotTheDraw
    selection.state, selection.confirmed_by, selection.published_at = State.PUBLISHED, by, clock.now()
    selection.due_at = selection.remind_at = None
    selection.save()
    record_change(selection, by)
    published = events.SelectionPublished(phase=selection.phase.number, officer=by)
    emit(published, on=selection, by=by, to=officers().exclude(pk=by.pk))
    defer("market.training.tasks.offer_drawn_seats", selection_id=selection.pk)
    return selection


def _lock_drawn(by: User, phase_id: int) -> Selection:
    selection = _lock_selection(by, phase_id)
    require_officer(by)
    _require_no_applicant(by, selection)
    if selection.state != State.DRAWN:
        raise NotDrawn
    CONFIRMING.require(by, first=[selection.drawn_by_id], refusal=OwnDraw)
    return selection


@atomic
def refuse_selection(*, by: User, phase_id: int, reason: str) -> Selection:
    """Do not confirm a draw. It is drawn again with the same seed, so that nobody draws until they like the list.

    Raises as confirm_selection, Invalid without a reason, which stays on the record.
    """
    selection = _lock_drawn(by, phase_id)
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say what is wrong, so that it can be put right.")]})
    require_length("reason", reason, REASON_LENGTH)
    selection.state = State.REFUSED
    wait(selection, since=clock.now())
    selection.save()
    record_change(selection, by, reason=reason)
    refused = events.SelectionRefused(phase=selection.phase.number, officer=by, reason=reason)
    emit(refused, on=selection, by=by, to=officers().exclude(pk=by.pk), page=_desk(selection))
    return selection


@atomic
def remind_of_selection(*, selection_id: int) -> None:
    """Remind the officers that a selection is to be drawn, or to be confirmed: twice in all."""
    now = clock.now()
    rows = Selection.objects.exclude(state=State.PUBLISHED).filter(remind_at__lte=now)
    selection = rows.select_for_update(no_key=True).filter(pk=selection_id).first()
    if selection is None:
        return
    selection.remind_at = next_reminder(selection.due_at, REMIND_BEFORE, after=now)
    selection.save(update_fields=["remind_at"])
    phase, due = selection.phase.number, selection.due_at
    assert due is not None  # noqa: S101  # what is reminded of is due
    event: Event = events.SelectionDue(phase=phase, due=due)
    people = officers()
    if selection.state == State.DRAWN:
        event = events.SelectionUnconfirmed(phase=phase, due=due)
        people = people.exclude(pk__in=[selection.drawn_by_id])
    emit(event, on=selection, by=None, to=people, page=_desk(selection))


@atomic
def reseal_seed(*, selection_id: int) -> bool:
    """Encrypt a seed anew by the current SECRET_KEY. False where it was. Raises SecretKeyLost."""
    selection = Selection.objects.select_for_update(no_key=True).get(pk=selection_id)
    anew = resealed(selection.sealed_seed, SEED)
    if anew == selection.sealed_seed:
        return False
    selection.sealed_seed = anew
    selection.save(update_fields=["sealed_seed"])
    return True
