"""What a draw writes: the entries that are fixed when applications close, and the list that follows from them.

A draw takes the entries as they were fixed, and a draw after a refused one those of the refused one, with its free
seats: else who knows the seed and the list could change something before the next.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from market.accounts.models import User
from market.core.base import clock
from market.core.base.reminders import next_reminder
from market.core.base.sealing import opened
from market.training.models import Application, Selection, SelectionChange, SelectionPlace
from market.training.selection.document import digest_of, document_of
from market.training.selection.drawing import Drawn, Seats, draw
from market.training.selection.entries import (
    Lines,
    fixed_field,
    lines_drawn,
    lines_of,
    number_of_changes,
    redrawn_field,
)
from market.training.selection.queries import Field, batches_by_code, field_of, free_seats, wishes_of
from market.training.selection.verify_draw import Wrong, hash_of_entries, verify

SEED = "market.training.selection"
REMIND_BEFORE = (timedelta(days=2), timedelta(0))  # before it should be done
State, Outcome = Selection.State, SelectionPlace.Outcome


def wait(selection: Selection, *, since: datetime) -> None:
    """From now on somebody is to draw it, or to confirm it: within some days, of which officers are reminded."""
    selection.due_at = since + timedelta(days=settings.LIFECYCLE.selection_days)
    selection.remind_at = next_reminder(selection.due_at, REMIND_BEFORE, after=since)


def record_change(selection: Selection, by: User | None, **columns: str | int | None) -> SelectionChange:
    """Write down into which state a selection came, now and by whom (None: the site)."""
    at = clock.now()
    return SelectionChange.objects.create(selection=selection, state=selection.state, by=by, at=at, **columns)


def fix_entries(selection: Selection) -> None:
    """Fix the entries of a locked selection whose applications are closed, unless they are; the caller saves it."""
    if selection.entries_at is not None:
        return
    field = field_of(selection.phase, _locked_applications(selection), selection.rule)
    selection.entries = [*lines_of(field).values()]
    selection.entries_hash, selection.entries_at = hash_of_entries(selection.entries), clock.now()


def _locked_applications(selection: Selection) -> QuerySet[Application]:
    rows = Application.objects.filter(phase=selection.phase).submitted().order_by("pk")
    locked = rows.select_for_update(of=("self",), no_key=True).select_related("certificate", "district")
    return locked.prefetch_related("wishes__topic")


def make_draw(selection: Selection, by: User) -> SelectionChange:
    """Save what the seed gives for the phase of a locked selection, in place of a list that was refused.

    Returns its record, which says how much differs: of the first draw from what was fixed, of others from the draw
    before. Applications wait for the end of it.
    """
    phase, is_first = selection.phase, selection.drawn_at is None
    before, seated = lines_drawn(selection), _seats_given(selection)
    fresh = field_of(phase, _locked_applications(selection), selection.rule)
    if is_first:
        fix_entries(selection)
        before = {each["number"]: each for each in selection.entries}
        selection.seats = [
            {name: getattr(each, name) for name in ("batch", "district", "topic", "seats")}
            for each in free_seats(phase)
        ]
    field = fixed_field(fresh, before) if is_first else redrawn_field(fresh, before)
    selection.seed = opened(selection.sealed_seed, SEED)
    selection.state, selection.drawn_by, selection.drawn_at = State.DRAWN, by, clock.now()  # after the entries
    wait(selection, since=selection.drawn_at)
    selection.save()
    selection.places.all().delete()
    seats = [Seats(**each) for each in selection.seats]
    SelectionPlace.objects.bulk_create(_places(selection, field, draw(selection.seed, field.entries.values(), seats)))
    return _record_draw(selection, by, lines_of(field), before, None if is_first else seated)


def _record_draw(
    selection: Selection, by: User, lines: Lines, before: Lines, seated: dict[str, str] | None
) -> SelectionChange:
    return record_change(
        selection,
        by,
        digest=digest_of(selection),
        entries_digest=hash_of_entries([*lines.values()]),
        entries_changed=number_of_changes(before, lines),
        seats_changed=None if seated is None else number_of_changes(seated, _seats_given(selection)),
    )


def _seats_given(selection: Selection) -> dict[str, str]:
    """The batch of each application that has a seat by a list, by its number."""
    rows = selection.places.filter(outcome=Outcome.SEAT).order_by("pk")
    return {number or "": code for number, code in rows.values_list("application__number", "batch__code")}


def _places(selection: Selection, field: Field, results: Iterable[Drawn]) -> list[SelectionPlace]:
    by_number = {entry.number: row for row, entry in field.entries.items()}
    batches = batches_by_code(selection.phase)
    places = [
        SelectionPlace(
            selection=selection,
            application=by_number[each.entry.number],
            district=by_number[each.entry.number].district,
            wishes=list(each.entry.wishes),
            score=each.score,
            points=dict(each.entry.points),
            lot=each.lot,
            rank=each.rank,
            outcome=Outcome.SEAT if each.batch else Outcome.WAITING,
            batch=batches[each.batch] if each.batch else None,
            waiting=each.waiting,
        )
        for each in results
    ]
    columns = {"selection": selection, "score": 0, "points": {}, "lot": ""}
    return places + [
        SelectionPlace(application=row, district=row.district, wishes=list(wishes_of(row)), outcome=why, **columns)
        for row, why in field.others.items()
    ]


def is_as_drawn(selection: Selection) -> bool:
    """Whether the list is what was drawn, and what anybody would draw from its file."""
    try:
        list(verify(document_of(selection)))
    except Wrong:
        return False
    return is_recorded(selection)


def is_recorded(selection: Selection) -> bool:
    """Whether the list is the one that stands in the record of the last draw."""
    record = selection.changes.filter(state=State.DRAWN).last()
    return record is not None and record.digest == digest_of(selection)
