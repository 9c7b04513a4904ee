"""The draw of a phase: what it gives, who may do what, and what nobody can."""

import json
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.accounts.people.two_person_actions import NotInAnEmergency
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.base.sealing import opened
from market.core.models import AuditEntry
from market.training.applications.actions import withdraw_application
from market.training.enrolments.offer_actions import accept_place
from market.training.models import Application, RegisterObjection, Selection, SelectionChange, SelectionPlace
from market.training.register.objection_actions import SecondOfficerTooLate, ask_second_officer, decide_objection
from market.training.selection import refusals, verify_draw
from market.training.selection.actions import (
    commit_selection,
    confirm_selection,
    draw_selection,
    is_as_drawn,
    refuse_selection,
    reseal_seed,
)
from market.training.selection.document import json_of
from market.training.selection.draw_actions import SEED
from market.training.selection.drawing import hash_of, lot_of
from market.training.selection.overviews import desk_view
from market.training.selection.queries import listed
from market.training.selection.words import shown_places
from tests import make
from tests.site.task_lists import staff_tasks
from tests.training import plan_story
from tests.training import selection_story as story

DAY = timedelta(days=1)


def kinds(person):
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def test_a_phase_is_drawn_confirmed_and_told(oli, onu, run_jobs, tmp_path):  # noqa: PLR0915  # one whole life
    """The whole life: what everybody gets, why, and that the public file alone gives it again."""
    phase = story.phase_of(oli, seats=2)
    selection = phase.selection
    assert (selection.state, selection.committed_by, selection.seed) == ("committed", None, "")
    best = story.application(phase, device="computer", weekly_hours=12)
    equal = [story.application(phase) for _ in range(3)]
    elsewhere = story.application(phase, ["data-entry"])
    refused = story.application(phase)
    refused.certificate = None
    refused.save()
    story.drawn(oli, phase)
    selection.refresh_from_db()
    assert hash_of(selection.seed) == selection.seed_hash
    by_lot = sorted(equal, key=lambda row: lot_of(selection.seed, row.number))
    places = {each.application: each for each in listed(selection)}
    assert [places[each].outcome for each in (best, *by_lot)] == ["seat", "seat", "waiting", "waiting"]
    assert [places[each].waiting for each in by_lot[1:]] == [{"graphics-design": 1}, {"graphics-design": 2}]
    assert places[best].score == 3 + 2 + 2 + 3
    assert places[best].points == {"device": 3, "connection": 2, "hours": 2, "years": 3, "waited": 0}
    assert (places[refused].outcome, places[refused].rank) == ("no_certificate", None)
    reasons = {each.place.application: each.reasons for each in shown_places(selection, places.values())}
    assert reasons[best] == ["Seat in batch RAN-GD-1, Graphics design: wish 1."]
    assert reasons[by_lot[2]] == [
        "Waiting list of Graphics design, number 2: its 2 seats went to those with more points or an earlier lot."
    ]
    assert reasons[elsewhere] == ["None of the topics wanted is taught in this district in this phase."]
    assert reasons[refused] == ["Took no part: the register has no earlier certificate for this application."]
    assert kinds(onu)[-1] == "selection.drawn"
    confirm_selection(by=onu, phase_id=phase.pk)
    run_jobs()
    people = (best, by_lot[1], elsewhere, refused)
    assert [kinds(each.applicant)[-1] for each in people] == [
        *("place.offered", "selection.waiting", "selection.no_topic", "selection.not_drawn")
    ]
    assert [each.state for each in SelectionChange.objects.all()] == ["committed", "drawn", "published"]
    file = tmp_path / "draw.json"
    selection.refresh_from_db()
    file.write_bytes(json_of(selection))
    check = [sys.executable, verify_draw.__file__, str(file), "--hash", selection.seed_hash]
    assert "5 applications, 2 seats, 3 wait" in subprocess.run(check, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda it: it.update(seed="0" * 64), "not the one that was published"),
        (lambda it: it.update(committed_at="2999-01-01T00:00:00Z"), "after applications had closed"),
        (lambda it: it["applications"][0].update(score=9), "its points come to"),
        (lambda it: it["applications"][0]["points"].update(device=9), "the rule gives no 9 points"),
        (lambda it: it["applications"][0].update(rank=2), "rank is 2"),
        (lambda it: it["applications"][1].update(result="seat"), "the draw gives"),
        (lambda it: it["applications"].append(it["applications"][0]), "stands there twice"),
        (lambda it: it.update(drawn_at=it["committed_at"]), "before applications had closed"),
        (lambda it: it["applications"][1].update(result="no_certificate"), "it took no part, and has"),
        (lambda it: it["applications"][1].update(result="favour"), "is none of this draw"),
    ],
)
def test_the_program_finds_every_change_of_the_file(oli, capsys, tmp_path, change, sentence):
    phase = story.phase_of(oli, seats=1)
    for _ in range(2):
        story.application(phase)
    document = json.loads(json_of(story.drawn(oli, phase)))
    change(document)
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(document))
    assert verify_draw.main([str(file)]) == 1
    assert sentence in capsys.readouterr().err


def test_the_seed_is_committed_when_the_phase_is_planned(oli, tahmina, monkeypatch):
    """So nothing depends on a job that runs while applications are open; an older phase has its seed later."""
    later = plan_story.today() + 3 * DAY
    days = {"opens_on": later, "closes_on": later + 2 * DAY, "first_day": later + 20 * DAY}
    at_once = plan_story.planned(oli, **days).selection
    assert (at_once.state, at_once.committed_by) == ("committed", None)
    assert at_once.committed_at < at_once.phase.opens_at
    assert commit_selection(by=oli, phase_id=at_once.phase_id) == at_once  # repeated: the same seed
    monkeypatch.setattr("market.training.plans.actions.commit_when_planned", lambda phase: None)
    phase = plan_story.planned(oli, number=2, **days)
    with pytest.raises(NotAllowed):
        commit_selection(by=tahmina, phase_id=phase.pk)
    clock.advance(2 * DAY)
    assert not Selection.objects.filter(phase=phase).exists()
    clock.advance(DAY + DAY)
    by_the_site = Selection.objects.get(phase=phase)
    assert by_the_site.committed_by is None
    assert commit_selection(by=oli, phase_id=phase.pk) == by_the_site
    over = plan_story.planned(oli, number=3, opens_on=later, closes_on=later)
    clock.advance(DAY)
    with pytest.raises(refusals.ApplicationsClosed):
        commit_selection(by=oli, phase_id=over.pk)


def test_nobody_draws_before_the_end_alone_or_until_they_like_it(oli, onu, tahmina):
    phase = story.phase_of(oli, seats=1)
    mine = story.application(phase)
    with pytest.raises(NotFound):
        draw_selection(by=tahmina, phase_id=phase.pk)
    with pytest.raises(refusals.ApplicationsOpen):
        draw_selection(by=oli, phase_id=phase.pk)
    with pytest.raises(refusals.NotDrawn):
        confirm_selection(by=onu, phase_id=phase.pk)
    story.drawn(oli, phase)
    with pytest.raises(refusals.DrawnAlready):
        draw_selection(by=onu, phase_id=phase.pk)
    with pytest.raises(refusals.OwnDraw):
        confirm_selection(by=oli, phase_id=phase.pk)
    with pytest.raises(refusals.OwnDraw):
        refuse_selection(by=oli, phase_id=phase.pk, reason="Not my friends.")
    with pytest.raises(Invalid):
        refuse_selection(by=onu, phase_id=phase.pk, reason=" ")
    first = SelectionPlace.objects.get().lot
    refuse_selection(by=onu, phase_id=phase.pk, reason="The register lacks Rangpur 2019.")
    assert kinds(oli)[-1] == "selection.refused"
    again = draw_selection(by=onu, phase_id=phase.pk)
    assert SelectionPlace.objects.get(application=mine).lot == first
    assert [each.reason for each in again.changes.filter(state="refused")] == ["The register lacks Rangpur 2019."]
    confirm_selection(by=oli, phase_id=phase.pk)
    assert AuditEntry.objects.filter(code__startswith="selection.").count() == 5


def test_an_officer_who_has_applied_neither_draws_nor_confirms(oli, onu):
    phase = story.phase_of(oli, seats=1)
    story.application(phase, applicant=onu)  # before the role came
    with pytest.raises(refusals.OwnApplication):
        story.drawn(onu, phase)
    draw_selection(by=oli, phase_id=phase.pk)
    with pytest.raises(refusals.OwnApplication):
        confirm_selection(by=onu, phase_id=phase.pk)
    with pytest.raises(refusals.OwnApplication):
        refuse_selection(by=onu, phase_id=phase.pk, reason="Mine waits")


def test_nothing_is_drawn_while_an_objection_is_open(oli, onu, page):
    phase = story.phase_of(oli)
    row = story.application(phase)
    Application.objects.update(certificate=None)
    due = clock.now() + 90 * DAY
    objection = RegisterObjection.objects.create(application=row, opened_at=clock.now(), due_at=due)
    story.closed(phase)
    assert (desk_view(phase).step, desk_view(phase).objections) == ("objections", 1)
    with pytest.raises(refusals.ObjectionsOpen, match="1"):
        draw_selection(by=oli, phase_id=phase.pk)
    decide_objection(by=oli, objection_id=objection.pk, grant=False, reason="The photo is too dark.")
    assert (desk_view(phase).step, desk_view(phase).objections) == ("objections", 1)
    with pytest.raises(refusals.ObjectionsOpen, match="5 days"):  # the applicant may still ask another officer
        draw_selection(by=onu, phase_id=phase.pk)
    clock.advance(5 * DAY)
    assert draw_selection(by=oli, phase_id=phase.pk).places.get().outcome == "no_certificate"
    objection.refresh_from_db()
    assert (objection.may_ask_second, objection.is_final) == (False, True)
    with pytest.raises(SecondOfficerTooLate):
        ask_second_officer(by=row.applicant, application_id=row.pk)
    assert "ask another officer" not in page(row.applicant).get(f"/applications/{row.pk}/objection/").content.decode()


def test_a_refused_draw_is_drawn_again_from_the_same(oli, onu, page):
    """Who knows seed and list changes nothing before the next draw, but for a certificate that is decided on."""
    phase = story.phase_of(oli, seats=1)
    rows = [story.application(phase) for _ in range(3)]
    missing = story.application(phase, device="none", weekly_hours=1)
    later = missing.certificate
    Application.objects.filter(pk=missing.pk).update(certificate=None)
    story.drawn(oli, phase)
    results = {each.application: (each.outcome, each.points) for each in SelectionPlace.objects.exclude(rank=None)}
    refuse_selection(by=onu, phase_id=phase.pk, reason="The register lacks one.")
    winner = next(row for row, (outcome, _points) in results.items() if outcome == "seat")
    plan_story.enrolled(phase.batches.get(), winner.applicant)
    phase.batches.update(seats=3)
    Application.objects.filter(pk__in=[each.pk for each in rows if each != winner]).update(device="computer")
    Application.objects.filter(pk=missing.pk).update(certificate=later)
    selection = draw_selection(by=onu, phase_id=phase.pk)
    again = {each.application: (each.outcome, each.points) for each in selection.places.exclude(rank=None)}
    assert again.pop(missing)[0] == "waiting"
    assert again == results
    first, second = selection.changes.filter(state="drawn")
    assert (first.entries_changed, first.seats_changed) == (0, None)
    assert (second.entries_changed, second.seats_changed) == (1, 0)
    assert first.entries_digest not in ("", second.entries_digest)
    shown = page().get(selection.get_absolute_url()).content.decode()
    assert "From the draw before differ: entries 1, seats given 0." in shown
    lines = list(verify_draw.verify(json.loads(json_of(selection))))
    assert f"{missing.number}: no_certificate at closing, takes part now." in lines


def test_the_entries_are_fixed_when_applications_close(oli, page, tmp_path, capsys):
    """Their hash is public before the draw; what changes afterwards in the database changes no draw."""
    phase = story.phase_of(oli, seats=1)
    row, gone = story.application(phase), story.application(phase)
    assert phase.selection.entries_hash == ""
    selection = Selection.objects.get(phase=story.closed(phase))
    assert selection.entries_hash in page().get(selection.get_absolute_url()).content.decode()
    Application.objects.filter(pk=row.pk).update(device="computer")
    withdraw_application(by=gone.applicant, application_id=gone.pk)
    place = draw_selection(by=oli, phase_id=phase.pk).places.get()
    assert place.points["device"] == 1
    file, noted = tmp_path / "draw.json", selection.entries_hash
    document = json.loads(json_of(place.selection))
    file.write_text(json.dumps(document))
    assert verify_draw.main([str(file), "--hash", selection.seed_hash, "--entries", noted]) == 0
    assert f"{gone.number}: withdrawn" in (shown := capsys.readouterr().out)
    assert "only with itself" not in shown
    assert verify_draw.main([str(file)]) == 0
    assert "only with itself" in capsys.readouterr().out
    assert verify_draw.main([str(file), "--entries", "0" * 64]) == 1
    document["entries"][0]["points"]["device"] = 3
    changed = {**document, "entries_hash": verify_draw.hash_of_entries(document["entries"])}
    for written, sentence in ((document, "not the one that was published"), (changed, "points were")):
        file.write_text(json.dumps(written))
        assert verify_draw.main([str(file)]) == 1
        assert sentence in capsys.readouterr().err


def test_the_database_refuses_every_other_list(oli, onu):
    phase = story.phase_of(oli, seats=1)
    story.application(phase)
    selection = story.drawn(oli, phase)
    place = selection.places.get()

    def refused(act):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    refused(lambda: SelectionPlace.objects.update(score=99))
    refused(lambda: Selection.objects.update(seed="0" * 64))
    refused(lambda: Selection.objects.update(seed_hash="0" * 64))
    refused(lambda: Selection.objects.update(entries=[]))
    refused(lambda: Selection.objects.update(entries_at=None))
    refused(lambda: Selection.objects.update(seats=[]))
    refused(lambda: SelectionChange.objects.update(reason="x"))
    refused(lambda: Selection.objects.update(state="published", confirmed_by=oli))
    other = story.application(phase)
    SelectionPlace.objects.create(
        **{
            each: getattr(place, each)
            for each in ("selection", "district", "score", "points", "lot", "outcome", "batch")
        },
        application=other,
        rank=2,
    )
    assert not is_as_drawn(selection)
    with pytest.raises(refusals.NotTheDraw):  # a line that somebody wrote is never published
        confirm_selection(by=onu, phase_id=phase.pk)
    SelectionPlace.objects.filter(application=other).delete()
    confirm_selection(by=onu, phase_id=phase.pk)
    refused(lambda: SelectionPlace.objects.all().delete())
    refused(lambda: Selection.objects.update(state="drawn"))
    refused(lambda: Selection.objects.update(confirmed_by=None))


def test_who_waited_before_has_a_point_and_who_has_a_place_takes_no_part(oli, onu, run_jobs):
    first = story.phase_of(oli, seats=1)
    strong, weak = story.application(first, device="computer"), story.application(first)
    story.published(oli, onu, first)
    run_jobs()
    later = plan_story.today()
    days = {"opens_on": later, "closes_on": later + 9 * DAY, "first_day": later + 90 * DAY}
    second = story.phase_of(oli, number=2, programme=first.programme, **days)
    again = [
        story.application(second, applicant=each.applicant, certificate=each.certificate) for each in (strong, weak)
    ]
    accept_place(by=strong.applicant, enrolment_id=strong.applicant.enrolments.get().pk)
    selection = story.drawn(oli, second)
    places = [selection.places.get(application=each) for each in again]
    assert [each.outcome for each in places] == ["has_place", "seat"]
    assert places[1].points["waited"] == 1


def test_officers_are_reminded_twice_and_read_what_waits(oli, onu, travel):
    phase = story.phase_of(oli)
    assert "selection" not in [each.kind for each in staff_tasks(oli)]
    travel(phase.closes_at - clock.now() + timedelta(hours=1))
    assert "selection" in [each.kind for each in staff_tasks(oli)]
    travel(6 * DAY)
    assert kinds(onu).count("selection.due") == 2
    draw_selection(by=oli, phase_id=phase.pk)
    assert "selection" not in [each.kind for each in staff_tasks(oli)]
    assert "selection" in [each.kind for each in staff_tasks(onu)]
    travel(6 * DAY)
    assert (kinds(onu).count("selection.unconfirmed"), kinds(oli).count("selection.unconfirmed")) == (2, 0)
    confirm_selection(by=onu, phase_id=phase.pk)
    travel(6 * DAY)
    assert kinds(onu).count("selection.unconfirmed") == 2


def test_an_officer_by_emergency_neither_draws_nor_confirms(oli, onu, monkeypatch):
    phase = story.phase_of(oli)
    lead = make.make_person("Lata", roles=["lead"])
    monkeypatch.setattr(type(lead), "has_role", lambda self, *roles: True)
    with pytest.raises(NotInAnEmergency):
        draw_selection(by=lead, phase_id=story.closed(phase).pk)


def test_a_seed_is_sealed_anew_by_the_key_of_now(oli, settings):
    selection = story.phase_of(oli).selection
    seed = opened(selection.sealed_seed, SEED)
    assert seed not in selection.sealed_seed
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-enough-letters-0123456789-abcdefgh"
    assert reseal_seed(selection_id=selection.pk)
    assert not reseal_seed(selection_id=selection.pk)
    settings.SECRET_KEY_FALLBACKS = []
    selection.refresh_from_db()
    assert opened(selection.sealed_seed, SEED) == seed


def test_a_draw_that_takes_until_the_next_second_can_be_confirmed(oli, onu, monkeypatch):
    phase = story.over(oli, "rangpur")
    real, ticks = clock.now, iter(range(1000))
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=next(ticks)))
    draw_selection(by=oli, phase_id=phase.pk)
    confirm_selection(by=onu, phase_id=phase.pk)
    assert Selection.objects.get(phase=phase).state == "published"
