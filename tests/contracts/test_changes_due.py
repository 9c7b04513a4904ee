"""Changes that a client asks for are due at a date: reminders, lateness, and more time."""

from datetime import timedelta

import pytest

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import agree_proposal, propose_change, refuse_proposal
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom import progress
from market.contracts.workroom.actions import request_changes, submit_work
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.models import AuditEntry
from market.messaging.models import Message
from market.messaging.system_messages import sentence
from market.notifications.models import Notification

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def revision(carla, farida, funded, travel):
    """Work of four days, delivered on the fifth; then changes are asked for, in three days."""
    travel(5 * DAY)
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    funded.refresh_from_db()
    return funded


def test_changes_are_due_after_the_sites_days_and_both_see_when(revision, carla, farida, page):
    assert revision.due_at == revision.changes_due_at
    assert revision.due_at - clock.now() == pytest.approx(3 * DAY, abs=MINUTE)
    assert progress.next_deadline(revision) == progress.Deadline("changes_due", revision.due_at)
    assert "is to deliver them by" in page(carla).get(revision.contract.get_absolute_url()).content.decode()
    assert "Deliver again by" in page(farida).get(revision.contract.get_absolute_url()).content.decode()
    (message,) = Message.objects.filter(code="milestone.changes_requested")
    assert "due" in message.facts


def test_client_names_the_days(carla, farida, funded):
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    for days in (0, 61):
        with pytest.raises(Invalid):
            request_changes(by=carla, milestone_id=funded.pk, note="Greener", days=days)
    milestone = request_changes(by=carla, milestone_id=funded.pk, note="Greener", days=10)
    assert milestone.due_at - clock.now() == pytest.approx(10 * DAY, abs=MINUTE)


def test_changes_are_never_due_before_the_work_was_or_after_the_last_day(carla, farida, funded):
    for work_due_at, last_day_at in ((8 * DAY, 85 * DAY), (4 * DAY, 2 * DAY)):
        instants = {"work_due_at": clock.now() + work_due_at, "last_day_at": clock.now() + last_day_at}
        Milestone.objects.filter(pk=funded.pk).update(**instants)
        submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
        milestone = request_changes(by=carla, milestone_id=funded.pk, note="Greener", days=1)
        assert milestone.due_at == min(instants.values())


def test_both_are_reminded_and_told_that_changes_are_late(revision, travel, carla, farida, page):
    Notification.objects.all().delete()
    travel(2 * DAY)
    assert Notification.objects.filter(kind="milestone.due_soon").count() == 2
    travel(DAY + MINUTE)
    assert Notification.objects.filter(kind="milestone.changes_late").count() == 2
    assert not Notification.objects.filter(kind="milestone.late").exists()  # it says that notice can be given
    revision.refresh_from_db()
    assert progress.late_since(revision) == revision.changes_due_at
    assert progress.next_deadline(revision) == progress.Deadline("last_day_of_holding", revision.last_day_at)
    html = page(carla).get(revision.contract.get_absolute_url()).content.decode()
    assert "was to deliver the changes by" in html
    assert "Give notice to cancel" not in html  # something was delivered
    assert "Late since" in html


def test_delivering_again_ends_the_due_date_and_the_first_one_stays(revision, farida):
    before = revision.work_due_at
    milestone = submit_work(by=farida, milestone_id=revision.pk, note="Greener.")
    assert (milestone.due_at, milestone.changes_due_at, milestone.work_due_at) == (None, None, before)


def test_freelancer_asks_for_more_time_and_the_client_grants_or_refuses(revision, carla, farida):
    due = revision.due_at
    first = ask_extension(by=farida, milestone_id=revision.pk, days=4)
    assert first.until == due + 4 * DAY
    refuse_proposal(by=carla, proposal_id=first.pk)
    revision.refresh_from_db()
    assert revision.due_at == due
    agree_proposal(by=carla, proposal_id=ask_extension(by=farida, milestone_id=revision.pk, days=2).pk)
    revision.refresh_from_db()
    assert revision.due_at == due + 2 * DAY


def test_more_time_asked_for_the_work_is_not_granted_for_its_changes(carla, farida, funded):
    stale = ask_extension(by=farida, milestone_id=funded.pk, days=9)
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    stale.refresh_from_db()
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    assert stale.state == Proposal.State.LAPSED
    entry = AuditEntry.objects.get(code="contract.extension_lapsed")
    assert (entry.on_id, entry.by) == (funded.pk, None)
    assert not Notification.objects.filter(kind="contract.extension_lapsed").exists()
    assert ask_extension(by=farida, milestone_id=funded.pk, days=1).state == Proposal.State.OPEN


def test_agreed_days_move_the_due_date_of_the_changes(revision, carla, farida):
    due = revision.due_at
    wish = Wish(revision.pk, revision.title, revision.amount_value, revision.days + 2, revision.revisions)
    proposal = propose_change(by=farida, contract_id=revision.contract_id, wishes=[wish])
    agree_proposal(by=carla, proposal_id=proposal.pk)
    revision.refresh_from_db()
    assert revision.due_at == due + 2 * DAY


def test_due_date_over_the_api(carla, farida, funded, api):
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    path = f"/api/v1/milestones/{funded.pk}/request-changes/"
    assert "days" in api(carla).post(path, {"note": "Greener", "days": 61}).json()["errors"]
    milestone = api(carla).post(path, {"note": "Greener", "days": 6}).json()
    assert milestone["next_deadline"] == {"what": "changes_due", "at": milestone["due_at"]}
    proposal = api(farida).post(f"/api/v1/milestones/{funded.pk}/extension/", {"days": 2}).json()
    assert api(carla).post(f"/api/v1/proposals/{proposal['id']}/agree/").status_code == 200
    milestone = api(carla).get(f"/api/v1/contracts/{funded.contract_id}/").json()["milestones"][0]
    assert milestone["due_at"] == proposal["until"].replace("+00:00", "Z")


def test_form_offers_the_sites_days_and_takes_others(carla, farida, funded, page):
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    html = page(carla).get(funded.contract.get_absolute_url()).content.decode()
    assert "Days for the changes" in html
    page(carla).post(f"/milestones/{funded.pk}/request-changes/", {"note": "Greener", "days": "7"})
    funded.refresh_from_db()
    assert funded.due_at - clock.now() == pytest.approx(7 * DAY, abs=MINUTE)
    html = page(farida).get(funded.contract.get_absolute_url()).content.decode()
    assert "Ask for more time" in html


def test_messages_of_before_say_dots_for_the_date():
    assert sentence("milestone.changes_requested", {"actor": "Carla", "title": "Sketches"}, 0).endswith("by ….")
