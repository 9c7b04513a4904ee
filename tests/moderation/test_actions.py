"""Imposing, taking back, ending and appealing: who may, what is refused, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.models import FOR_GOOD
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.accounts.privacy.actions import close_account
from market.contracts.workroom.contract_actions import accept_terms
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.models import AuditEntry
from market.moderation.appeals.actions import (
    AppealDecided,
    AppealNotOpen,
    OwnDecision,
    appeal_measure,
    decide_measure_appeal,
)
from market.moderation.appeals.queries import appeals_waiting
from market.moderation.cases.actions import CaseClosed, close_case, open_case_conversation, take_on_case
from market.moderation.cases.ties import Tied
from market.moderation.measures.actions import (
    DecidedMeanwhile,
    MeasureEnded,
    MeasureStands,
    MeasureStep,
    NotOfStaff,
    impose_measure,
)
from market.moderation.measures.reversal_actions import NotYourBan, SecondModeratorNeeded, undo_measure
from market.moderation.models import Case, Measure
from market.moderation.tasks import end_measures, lift_unanswered_measures
from market.safety.actions import block_person, decide_report, report_thing
from market.safety.models import Block, Report
from tests import make

pytestmark = pytest.mark.django_db
STEP = MeasureStep("warn", "outside_payment", "The job asks for a deposit.")


def test_a_report_opens_a_case_and_the_next_joins_it(case, job, omar, farida):
    assert (case.state, case.about, case.title, case.is_urgent) == ("open", job.client, job.title, False)
    assert case.due_at == Report.objects.get().created_at + timedelta(hours=72)
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="abuse")
    case.refresh_from_db()
    assert Case.objects.count() == 1
    assert (case.is_urgent, case.due_at - case.opened_at <= timedelta(hours=24, minutes=1)) == (True, True)


def test_a_measure_closes_the_case_and_its_reports(case, mitu, carla, farida):
    made = impose_measure(by=mitu, case_id=case.pk, step=STEP, seen=0)
    case.refresh_from_db()
    assert (case.state, case.keeper, Report.objects.get().state) == ("closed", mitu, "closed")
    assert (made.person, made.was_reported, made.was_flagged, made.until) == (carla, True, False, None)
    assert made.appeal_until - made.imposed_at == timedelta(days=180)
    told = carla.notifications.get(kind="measure.warn")
    assert told.url == f"/measures/{made.pk}/"
    assert farida.notifications.filter(kind="report.acted").count() == 1
    assert Report.objects.get().led_to_step is True
    codes = AuditEntry.objects.filter(by=mitu).values_list("code", flat=True)
    assert {"measure.imposed", "case.closed", "report.closed"} <= set(codes)


@pytest.mark.parametrize("who", ["carla", "farida", "omar", "oli", "pavel", "tahmina"])
def test_nobody_else_gets_near(request, case, impose, rina, who):
    by, made = request.getfixturevalue(who), impose(rina, "warn")
    acts = [
        lambda: impose_measure(by=by, case_id=case.pk, step=STEP, seen=0),
        lambda: take_on_case(by=by, case_id=case.pk),
        lambda: close_case(by=by, case_id=case.pk),
        lambda: open_case_conversation(by=by, case_id=case.pk, reason="I want to know"),
        lambda: undo_measure(by=by, measure_id=made.pk, reason="No"),
        lambda: decide_measure_appeal(by=by, measure_id=made.pk, verdict="lifted", reasons="No"),
        lambda: appeal_measure(by=by, measure_id=made.pk, text="Not mine"),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_a_lead_may_do_what_a_moderator_may(case, lata):
    assert impose_measure(by=lata, case_id=case.pk, step=STEP, seen=0).imposed_by == lata


@pytest.mark.parametrize("tie", ["reported", "worked", "blocked", "taught"])
def test_who_has_a_tie_decides_nothing(tie, case, job, mitu, carla, farida, rina, case_of):
    if tie == "reported":
        report_thing(by=mitu, kind="job", thing_id=job.pk, reason="spam")
    elif tie == "worked":
        mitu.roles = []
        mitu.save()
        accept_terms(by=mitu, bid_id=make.make_bid(make.make_job(mitu), farida).pk)
        mitu.roles = ["moderator"]
        mitu.save()
        case = case_of(farida)
    elif tie == "blocked":
        mitu.roles = []
        mitu.save()
        block_person(by=carla, person_id=mitu.pk) if make.make_job(mitu) else None
        mitu.roles = ["moderator"]
        mitu.save()
    else:
        farida.certificate.batch.trainer = mitu
        farida.certificate.batch.save()
        case = case_of(farida)
    for act in (
        lambda: impose_measure(by=mitu, case_id=case.pk, step=STEP, seen=0),
        lambda: take_on_case(by=mitu, case_id=case.pk),
        lambda: close_case(by=mitu, case_id=case.pk),
        lambda: open_case_conversation(by=mitu, case_id=case.pk, reason="To see"),
    ):
        with pytest.raises(Tied):
            act()


def test_a_case_about_a_moderator_does_not_exist_for_her(case_of, mitu, moni):
    case = case_of(mitu)
    with pytest.raises(NotFound):
        take_on_case(by=mitu, case_id=case.pk)
    with pytest.raises(NotOfStaff):
        impose_measure(by=moni, case_id=case.pk, step=STEP, seen=0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"level": "shout"}, "level"),
        ({"ground": "mood"}, "ground"),
        ({"facts": "  "}, "facts"),
        ({"facts": "x" * 2001}, "facts"),
        ({"level": "limit"}, "days"),
        ({"level": "suspend", "days": 0}, "days"),
        ({"level": "limit", "days": 366}, "days"),
    ],
)
def test_bad_input_is_named_at_its_field(case, mitu, changes, field):
    step = MeasureStep(**{"level": "warn", "ground": "fraud", "facts": "So it was.", **changes})
    with pytest.raises(Invalid) as refused:
        impose_measure(by=mitu, case_id=case.pk, step=step, seen=0)
    assert list(refused.value.errors) == [field]
    assert not Measure.objects.exists()


def test_what_cannot_be_hidden_is_not(case_of, carla, mitu):
    with pytest.raises(Invalid) as refused:
        impose_measure(by=mitu, case_id=case_of(carla).pk, step=MeasureStep("hide", "fraud", "So."), seen=0)
    assert "level" in refused.value.errors


def test_no_measure_is_imposed_beside_one_that_was_not_seen(case, mitu, moni):
    impose_measure(by=mitu, case_id=case.pk, step=STEP, seen=0)
    with pytest.raises(DecidedMeanwhile):
        impose_measure(
            by=moni, case_id=case.pk, step=MeasureStep("ban", "fraud", "The deposit was asked for again."), seen=0
        )
    impose_measure(
        by=moni, case_id=case.pk, step=MeasureStep("ban", "fraud", "The deposit was asked for again."), seen=1
    )
    with pytest.raises(MeasureStands):
        impose_measure(
            by=moni, case_id=case.pk, step=MeasureStep("ban", "fraud", "The deposit was asked for again."), seen=2
        )


def test_a_measure_is_taken_back_once(impose, carla, moni, mitu):
    made = impose(carla, "suspend", 7)
    with pytest.raises(Invalid):
        undo_measure(by=moni, measure_id=made.pk, reason=" ")
    undo_measure(by=moni, measure_id=made.pk, reason="It was another person.")
    carla.refresh_from_db()
    assert (carla.suspended_until, carla.notifications.filter(kind="measure.undone").count()) == (None, 1)
    with pytest.raises(MeasureEnded):
        undo_measure(by=mitu, measure_id=made.pk, reason="Again.")


def test_time_ends_it_as_late_as_on_time(impose, carla):
    made = impose(carla, "limit", 7)
    assert carla.__class__.objects.get(pk=carla.pk).is_limited
    end_measures()
    assert Measure.objects.get().ended_at is None
    clock._offset = timedelta(days=30)
    assert not carla.__class__.objects.get(pk=carla.pk).is_limited  # before the clock has come to it
    assert not Measure.objects.get().is_standing
    end_measures()
    end_measures()
    made.refresh_from_db()
    carla.refresh_from_db()
    assert (made.ending, made.ended_at, made.ended_by, carla.limited_until) == ("over", made.until, None, None)
    assert carla.notifications.filter(kind="measure.over").count() == 1


def test_the_longest_of_several_holds(impose, carla, mitu, moni):
    impose(carla, "suspend", 3)
    ban = impose(carla, "ban")
    carla.refresh_from_db()
    assert carla.suspended_until == FOR_GOOD
    for by in (mitu, moni):
        undo_measure(by=by, measure_id=ban.pk, reason="It was far too much.")
    carla.refresh_from_db()
    assert carla.suspended_until == Measure.objects.get(level="suspend").until


def test_an_appeal_is_made_once_and_decided_by_another(impose, carla, mitu, moni):
    made = impose(carla, "ban")
    for words in ("", "x" * 3001):
        with pytest.raises(Invalid):
            appeal_measure(by=carla, measure_id=made.pk, text=words)
    appeal_measure(by=carla, measure_id=made.pk, text="It was my brother.")
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=carla, measure_id=made.pk, text="And again.")
    with pytest.raises(OwnDecision):
        decide_measure_appeal(by=mitu, measure_id=made.pk, verdict="upheld", reasons="I was right.")
    with pytest.raises(Invalid) as refused:
        decide_measure_appeal(by=moni, measure_id=made.pk, verdict="maybe", reasons="")
    assert set(refused.value.errors) == {"verdict", "reasons"}
    decide_measure_appeal(by=moni, measure_id=made.pk, verdict="lifted", reasons="It was not her.")
    carla.refresh_from_db()
    assert (carla.suspended_until, Measure.objects.get().ending) == (None, "lifted")
    assert carla.notifications.filter(kind="measure.lifted").exists()
    with pytest.raises(AppealDecided):
        decide_measure_appeal(by=moni, measure_id=made.pk, verdict="upheld", reasons="Again.")


def test_what_is_taken_back_needs_no_answer_to_the_appeal(impose, carla, mitu, moni, page):
    made = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=made.pk, text="No.")
    undo_measure(by=mitu, measure_id=made.pk, reason="A slip of mine.")
    assert not appeals_waiting(moni).exists()
    with pytest.raises(AppealDecided):
        decide_measure_appeal(by=moni, measure_id=made.pk, verdict="upheld", reasons="The record shows it.")
    clock._offset = timedelta(days=20)
    lift_unanswered_measures()
    assert [each.kind for each in carla.notifications.filter(kind__startswith="measure").order_by("pk")] == [
        "measure.limit",
        "measure.undone",
    ]
    told = page(carla).get(made.get_absolute_url()).content.decode()
    assert "the decision was taken back." in told
    assert told.count("A slip of mine.") == 1
    assert "as another moderator found" not in told


def test_an_upheld_measure_goes_on(impose, carla, moni):
    made = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=made.pk, text="No.")
    decide_measure_appeal(by=moni, measure_id=made.pk, verdict="upheld", reasons="The record shows it.")
    assert Measure.objects.get().is_standing
    assert carla.notifications.filter(kind="measure.upheld").exists()


@pytest.mark.parametrize("tie", ["taught", "blocked", "reported"])
def test_nobody_decides_the_appeal_of_whom_she_knows_or_in_what_she_reported(tie, impose, farida, moni, lata):
    made = impose(farida, "warn", kind="profile", thing=farida.profile.pk)
    appeal_measure(by=farida, measure_id=made.pk, text="No.")
    assert appeals_waiting(moni).count() == 1
    if tie == "taught":
        farida.certificate.batch.trainer = moni
        farida.certificate.batch.save()
    elif tie == "blocked":
        Block.objects.create(blocker=farida, blocked=moni, created_at=clock.now())
    else:
        report_thing(by=moni, kind="profile", thing_id=farida.profile.pk, reason="spam")
    assert not appeals_waiting(moni).exists()
    assert appeals_waiting(lata).count() == 1
    with pytest.raises(Tied):
        decide_measure_appeal(by=moni, measure_id=made.pk, verdict="lifted", reasons="She is mine.")


def test_the_days_to_appeal_end_and_taken_back_is_not_appealed(impose, carla, rina, mitu):
    made, other = impose(carla, "warn"), impose(rina, "warn")
    undo_measure(by=mitu, measure_id=other.pk, reason="A slip.")
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=rina, measure_id=other.pk, text="No.")
    clock._offset = timedelta(days=181)
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=carla, measure_id=made.pk, text="No.")


def test_silence_lifts_what_is_no_ban(impose, carla, rina):
    for person, level, days in ((carla, "limit", 60), (rina, "ban", None)):
        appeal_measure(by=person, measure_id=impose(person, level, days).pk, text="No.")
    clock._offset = timedelta(days=20)
    lift_unanswered_measures()
    lift_unanswered_measures()
    endings = dict(Measure.objects.values_list("person__display_name", "ending"))
    assert endings == {"Carla": "lifted", "Rina": ""}
    carla.refresh_from_db()
    rina.refresh_from_db()
    assert (carla.is_limited, rina.is_suspended) == (False, True)


def test_what_was_decided_stays_as_it_was(impose, carla):
    made = impose(carla, "ban")
    rows = Measure.objects.filter(pk=made.pk)
    for act in (
        lambda: rows.update(facts="Something else"),
        lambda: rows.update(level="warn"),
        lambda: rows.update(imposed_at=F("imposed_at") - timedelta(days=1)),
        lambda: rows._raw_delete(rows.db),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_keeping_and_closing_tell_who_reported(case, mitu, farida):
    take_on_case(by=mitu, case_id=case.pk, note="Ask her first.")
    case.refresh_from_db()
    assert (case.state, case.keeper, case.note, Report.objects.get().state) == ("kept", mitu, "Ask her first.", "kept")
    with pytest.raises(Invalid):
        close_case(by=mitu, case_id=case.pk, note="x" * 1001)
    close_case(by=mitu, case_id=case.pk)
    assert (Report.objects.get().state, farida.notifications.filter(kind="report.closed").count()) == ("closed", 1)
    assert Report.objects.get().led_to_step is False
    for act in (close_case, take_on_case):
        with pytest.raises(CaseClosed):
            act(by=mitu, case_id=case.pk)


def test_a_closed_case_opens_again_with_something_new(case, job, mitu, omar):
    close_case(by=mitu, case_id=case.pk)
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="fraud")
    case.refresh_from_db()
    assert (case.state, case.keeper, case.closed_at) == ("open", None, None)


def test_a_report_closed_by_a_program_closes_its_case(case, mitu):
    decide_report(by=mitu, report_id=Report.objects.get().pk, state="kept")
    case.refresh_from_db()
    assert (case.state, case.keeper) == ("kept", mitu)
    decide_report(by=mitu, report_id=Report.objects.get().pk, state="closed")
    case.refresh_from_db()
    assert case.state == "closed"


def test_each_side_of_a_bid_can_be_reported_by_the_other(carla, farida):
    bid = make.make_bid(make.make_job(carla), farida)
    report_thing(by=carla, kind="bid", thing_id=bid.pk, reason="spam")
    report_thing(by=farida, kind="bid", thing_id=bid.pk, reason="abuse")
    assert set(Case.objects.values_list("about__display_name", flat=True)) == {"Carla", "Farida"}


def test_reading_a_talk_needs_a_reason_that_is_kept(case, mitu):
    with pytest.raises(Invalid):
        open_case_conversation(by=mitu, case_id=case.pk, reason=" ")
    open_case_conversation(by=mitu, case_id=case.pk, reason="To see what came before.")
    assert AuditEntry.objects.get(code="case.talk_opened").facts["reason"] == "To see what came before."


def test_who_leaves_takes_her_words_along_but_not_what_was_decided(impose, carla, mitu, travel):
    made = impose(carla, "suspend", 30)
    appeal_measure(by=carla, measure_id=made.pk, text="Write to carla@demo.test: it was not me.")
    close_account(by=type(carla).objects.get(pk=carla.pk), password="amar-kaj-demo")  # noqa: S106  # of the cast
    travel(timedelta(days=15))
    made.refresh_from_db()
    assert not Measure.objects.filter(title="Carla").exists()
    assert (made.level, made.ground, made.person_id, made.imposed_by) == ("suspend", "fraud", carla.pk, mitu)
    assert "carla@demo.test" not in made.appeal.text


def test_a_ban_is_taken_back_by_two(impose, carla, mitu, moni, lata, pavel):
    made = impose(carla, "ban")
    asked = {"measure_id": made.pk, "reason": "It was another account of that name."}
    with pytest.raises(NotYourBan):
        undo_measure(by=moni, **asked)
    with pytest.raises(Invalid):
        undo_measure(by=mitu, measure_id=made.pk, reason="aaaaaaaaaa")
    assert undo_measure(by=mitu, **asked).ended_at is None
    carla.refresh_from_db()
    assert carla.is_suspended
    assert moni.notifications.filter(kind="measure.undo_asked").count() == 1
    with pytest.raises(SecondModeratorNeeded):
        undo_measure(by=mitu, **asked)
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(NotInAnEmergency):
        undo_measure(by=pavel, **asked)
    undo_measure(by=lata, measure_id=made.pk, reason="I looked at it, too.")
    carla.refresh_from_db()
    made.refresh_from_db()
    assert (carla.is_suspended, made.end_reason) == (False, asked["reason"])


def test_a_ban_has_reasons_of_substance(impose, case_of, carla, mitu):
    case = case_of(carla)
    for thin in ("aaaaaaaaaa", "No no no."):
        with pytest.raises(Invalid) as refused:
            impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("ban", "fraud", thin), seen=0)
        assert list(refused.value.errors) == ["facts"]
