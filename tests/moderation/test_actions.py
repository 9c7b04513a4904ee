"""Actions of cases, measures and appeals: permissions, validation, states, notifications and the audit log."""

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
    measure = impose_measure(by=mitu, case_id=case.pk, step=STEP, seen=0)
    case.refresh_from_db()
    assert (case.state, case.keeper, Report.objects.get().state) == ("closed", mitu, "closed")
    assert (measure.person, measure.was_reported, measure.was_flagged, measure.until) == (carla, True, False, None)
    assert measure.appeal_until - measure.imposed_at == timedelta(days=180)
    notification = carla.notifications.get(kind="measure.warn")
    assert notification.url == f"/measures/{measure.pk}/"
    assert farida.notifications.filter(kind="report.acted").count() == 1
    assert Report.objects.get().led_to_step is True
    codes = AuditEntry.objects.filter(by=mitu).values_list("code", flat=True)
    assert {"measure.imposed", "case.closed", "report.closed"} <= set(codes)


@pytest.mark.parametrize("who", ["carla", "farida", "omar", "oli", "pavel", "tahmina"])
def test_other_roles_get_not_found_from_every_action(request, case, impose, rina, who):
    by, measure = request.getfixturevalue(who), impose(rina, "warn")
    acts = [
        lambda: impose_measure(by=by, case_id=case.pk, step=STEP, seen=0),
        lambda: take_on_case(by=by, case_id=case.pk),
        lambda: close_case(by=by, case_id=case.pk),
        lambda: open_case_conversation(by=by, case_id=case.pk, reason="I want to know"),
        lambda: undo_measure(by=by, measure_id=measure.pk, reason="No"),
        lambda: decide_measure_appeal(by=by, measure_id=measure.pk, verdict="lifted", reasons="No"),
        lambda: appeal_measure(by=by, measure_id=measure.pk, text="Not mine"),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()


def test_a_lead_can_impose_a_measure(case, lata):
    assert impose_measure(by=lata, case_id=case.pk, step=STEP, seen=0).imposed_by == lata


@pytest.mark.parametrize("tie", ["reported", "worked", "blocked", "taught"])
def test_a_moderator_with_a_conflict_of_interest_cannot_act_on_the_case(
    tie, case, job, mitu, carla, farida, rina, case_of
):
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


def test_a_case_about_a_moderator_is_not_found_by_that_moderator(case_of, mitu, moni):
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
def test_invalid_measure_raises_an_error_for_its_field(case, mitu, changes, field):
    step = MeasureStep(**{"level": "warn", "ground": "fraud", "facts": "So it was.", **changes})
    with pytest.raises(Invalid) as error:
        impose_measure(by=mitu, case_id=case.pk, step=step, seen=0)
    assert list(error.value.errors) == [field]
    assert not Measure.objects.exists()


def test_a_user_cannot_be_hidden(case_of, carla, mitu):
    with pytest.raises(Invalid) as error:
        impose_measure(by=mitu, case_id=case_of(carla).pk, step=MeasureStep("hide", "fraud", "So."), seen=0)
    assert "level" in error.value.errors


def test_a_measure_based_on_a_stale_page_is_refused(case, mitu, moni):
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


def test_a_measure_is_undone_once(impose, carla, moni, mitu):
    measure = impose(carla, "suspend", 7)
    with pytest.raises(Invalid):
        undo_measure(by=moni, measure_id=measure.pk, reason=" ")
    undo_measure(by=moni, measure_id=measure.pk, reason="It was another person.")
    carla.refresh_from_db()
    assert (carla.suspended_until, carla.notifications.filter(kind="measure.undone").count()) == (None, 1)
    with pytest.raises(MeasureEnded):
        undo_measure(by=mitu, measure_id=measure.pk, reason="Again.")


def test_a_measure_expires_even_when_the_deadline_runs_late(impose, carla):
    measure = impose(carla, "limit", 7)
    assert carla.__class__.objects.get(pk=carla.pk).is_limited
    end_measures()
    assert Measure.objects.get().ended_at is None
    clock._offset = timedelta(days=30)
    assert not carla.__class__.objects.get(pk=carla.pk).is_limited  # the deadline has not run yet
    assert not Measure.objects.get().is_standing
    end_measures()
    end_measures()
    measure.refresh_from_db()
    carla.refresh_from_db()
    assert (measure.ending, measure.ended_at, measure.ended_by, carla.limited_until) == (
        "over",
        measure.until,
        None,
        None,
    )
    assert carla.notifications.filter(kind="measure.over").count() == 1


def test_the_longest_of_several_suspensions_applies(impose, carla, mitu, moni):
    impose(carla, "suspend", 3)
    ban = impose(carla, "ban")
    carla.refresh_from_db()
    assert carla.suspended_until == FOR_GOOD
    for by in (mitu, moni):
        undo_measure(by=by, measure_id=ban.pk, reason="It was far too much.")
    carla.refresh_from_db()
    assert carla.suspended_until == Measure.objects.get(level="suspend").until


def test_an_appeal_is_made_once_and_decided_by_another_moderator(impose, carla, mitu, moni):
    measure = impose(carla, "ban")
    for text in ("", "x" * 3001):
        with pytest.raises(Invalid):
            appeal_measure(by=carla, measure_id=measure.pk, text=text)
    appeal_measure(by=carla, measure_id=measure.pk, text="It was my brother.")
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=carla, measure_id=measure.pk, text="And again.")
    with pytest.raises(OwnDecision):
        decide_measure_appeal(by=mitu, measure_id=measure.pk, verdict="upheld", reasons="I was right.")
    with pytest.raises(Invalid) as error:
        decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="maybe", reasons="")
    assert set(error.value.errors) == {"verdict", "reasons"}
    decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="lifted", reasons="It was not her.")
    carla.refresh_from_db()
    assert (carla.suspended_until, Measure.objects.get().ending) == (None, "lifted")
    assert carla.notifications.filter(kind="measure.lifted").exists()
    with pytest.raises(AppealDecided):
        decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="upheld", reasons="Again.")


def test_undoing_a_measure_closes_its_appeal(impose, carla, mitu, moni, page):
    measure = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=measure.pk, text="No.")
    undo_measure(by=mitu, measure_id=measure.pk, reason="A slip of mine.")
    assert not appeals_waiting(moni).exists()
    with pytest.raises(AppealDecided):
        decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="upheld", reasons="The record shows it.")
    clock._offset = timedelta(days=20)
    lift_unanswered_measures()
    assert [each.kind for each in carla.notifications.filter(kind__startswith="measure").order_by("pk")] == [
        "measure.limit",
        "measure.undone",
    ]
    html = page(carla).get(measure.get_absolute_url()).content.decode()
    assert "the decision was withdrawn." in html
    assert html.count("A slip of mine.") == 1
    assert "as another moderator found" not in html


def test_an_upheld_measure_stays_in_force(impose, carla, moni):
    measure = impose(carla, "limit", 30)
    appeal_measure(by=carla, measure_id=measure.pk, text="No.")
    decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="upheld", reasons="The record shows it.")
    assert Measure.objects.get().is_standing
    assert carla.notifications.filter(kind="measure.upheld").exists()


@pytest.mark.parametrize("tie", ["taught", "blocked", "reported"])
def test_a_moderator_with_a_conflict_of_interest_cannot_decide_the_appeal(tie, impose, farida, moni, lata):
    measure = impose(farida, "warn", kind="profile", thing=farida.profile.pk)
    appeal_measure(by=farida, measure_id=measure.pk, text="No.")
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
        decide_measure_appeal(by=moni, measure_id=measure.pk, verdict="lifted", reasons="She is mine.")


def test_no_appeal_after_the_deadline_or_of_an_undone_measure(impose, carla, rina, mitu):
    measure, other = impose(carla, "warn"), impose(rina, "warn")
    undo_measure(by=mitu, measure_id=other.pk, reason="A slip.")
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=rina, measure_id=other.pk, text="No.")
    clock._offset = timedelta(days=181)
    with pytest.raises(AppealNotOpen):
        appeal_measure(by=carla, measure_id=measure.pk, text="No.")


def test_an_unanswered_appeal_lifts_a_limit_but_not_a_ban(impose, carla, rina):
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


def test_the_database_refuses_to_change_or_delete_a_measure(impose, carla):
    measure = impose(carla, "ban")
    rows = Measure.objects.filter(pk=measure.pk)
    for act in (
        lambda: rows.update(facts="Something else"),
        lambda: rows.update(level="warn"),
        lambda: rows.update(imposed_at=F("imposed_at") - timedelta(days=1)),
        lambda: rows._raw_delete(rows.db),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_closing_a_case_notifies_the_reporter(case, mitu, farida):
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


def test_a_new_report_reopens_a_closed_case(case, job, mitu, omar):
    close_case(by=mitu, case_id=case.pk)
    report_thing(by=omar, kind="job", thing_id=job.pk, reason="fraud")
    case.refresh_from_db()
    assert (case.state, case.keeper, case.closed_at) == ("open", None, None)


def test_deciding_the_report_changes_the_state_of_its_case(case, mitu):
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


def test_opening_a_conversation_needs_a_reason_for_the_audit_log(case, mitu):
    with pytest.raises(Invalid):
        open_case_conversation(by=mitu, case_id=case.pk, reason=" ")
    open_case_conversation(by=mitu, case_id=case.pk, reason="To see what came before.")
    assert AuditEntry.objects.get(code="case.talk_opened").facts["reason"] == "To see what came before."


def test_account_erasure_removes_the_texts_but_keeps_the_measure(impose, carla, mitu, travel):
    measure = impose(carla, "suspend", 30)
    appeal_measure(by=carla, measure_id=measure.pk, text="Write to carla@demo.test: it was not me.")
    close_account(by=type(carla).objects.get(pk=carla.pk), password="amar-kaj-demo")  # noqa: S106  # of the cast
    travel(timedelta(days=15))
    measure.refresh_from_db()
    assert not Measure.objects.filter(title="Carla").exists()
    assert (measure.level, measure.ground, measure.person_id, measure.imposed_by) == (
        "suspend",
        "fraud",
        carla.pk,
        mitu,
    )
    assert "carla@demo.test" not in measure.appeal.text


def test_undoing_a_ban_needs_two_moderators(impose, carla, mitu, moni, lata, pavel):
    measure = impose(carla, "ban")
    undo = {"measure_id": measure.pk, "reason": "It was another account of that name."}
    with pytest.raises(NotYourBan):
        undo_measure(by=moni, **undo)
    with pytest.raises(Invalid):
        undo_measure(by=mitu, measure_id=measure.pk, reason="aaaaaaaaaa")
    assert undo_measure(by=mitu, **undo).ended_at is None
    carla.refresh_from_db()
    assert carla.is_suspended
    assert moni.notifications.filter(kind="measure.undo_asked").count() == 1
    with pytest.raises(SecondModeratorNeeded):
        undo_measure(by=mitu, **undo)
    take_emergency_right(by=pavel, role="moderator", reason="All moderators are ill and a deadline is near.")
    with pytest.raises(NotInAnEmergency):
        undo_measure(by=pavel, **undo)
    undo_measure(by=lata, measure_id=measure.pk, reason="I looked at it, too.")
    carla.refresh_from_db()
    measure.refresh_from_db()
    assert (carla.is_suspended, measure.end_reason) == (False, undo["reason"])


def test_a_ban_with_meaningless_facts_is_refused(impose, case_of, carla, mitu):
    case = case_of(carla)
    for thin in ("aaaaaaaaaa", "No no no."):
        with pytest.raises(Invalid) as error:
            impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("ban", "fraud", thin), seen=0)
        assert list(error.value.errors) == ["facts"]
