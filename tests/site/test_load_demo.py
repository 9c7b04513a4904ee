"""Demonstration data: every state of each lifecycle, a consistent ledger, tasks for each of the main accounts."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from psycopg.errors import CheckViolation

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.models import Contract, Delivery, Milestone
from market.core.base import clock
from market.core.base.past import Past, entered
from market.core.text.bangla import ascii_digits
from market.disputes.models import Dispute, Ruling, Statement
from market.files.models import Upload
from market.integrations.models import Endpoint
from market.jobs.models import Invitation, Job, Thread
from market.learning.marking.similarity_queries import similar_sittings_of
from market.learning.models import ExamBadge, Viva
from market.messaging.models import Member
from market.moderation.cases.rule_actions import check_recent_activity
from market.moderation.models import Case
from market.notifications.models import Notification
from market.payments.models import Chargeback, Funding, LedgerDay, Payout, ProviderEvent, Refund, Release
from market.profiles.models import PortfolioCase, PortfolioPicture, Profile
from market.reviews.models import Review
from market.sandbox.models import Payout as BankPayout
from market.services.models import Service
from market.site.demo import programme
from market.site.demo.moderation import DEPOSIT, PLAIN
from market.training.models import Appeal, Attendance, Certificate, Enrolment, FormerCertificate, Issuance

SIZE = {"profiles": 60, "jobs": 60, "verbosity": 0}
CAST = ("carla", "rahim", "farida", "rina")


def states(model) -> set[str]:
    rows = model if isinstance(model, QuerySet) else model.objects
    return set(rows.values_list("state", flat=True))


@pytest.fixture
def demo_data(transactional_db):
    """A small site with demonstration data, loaded three times: the first is rolled back, the last adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_job ADD CONSTRAINT none_today CHECK (false)")
        with pytest.raises(CheckViolation):
            call_command("load_demo", **SIZE)
        assert not Job.objects.exists()
        cursor.execute("ALTER TABLE jobs_job DROP CONSTRAINT none_today")
    call_command("load_demo", **SIZE)
    before = [(model, model.objects.count()) for model in (User, Profile, Job, Bid, Contract, Notification)]
    call_command("load_demo", **SIZE)
    assert [(model, model.objects.count()) for model, _count in before] == before


def test_load_demo_creates_every_state_and_a_consistent_ledger(demo_data, page, capsys, monkeypatch):
    assert states(Job) >= {"draft", "open", "filled", "closed", "expired"}
    assert states(Bid) == set(Bid.State.values)
    assert states(Contract) == set(Contract.State.values)
    assert states(Milestone) == set(Milestone.State.values)
    assert states(Dispute) == set(Dispute.State.values) - {"answered"}
    assert states(Funding) >= {"open", "paid", "expired"}
    assert states(Release) >= {"clearing", "payable", "in_transit", "paid_out"}
    assert states(Chargeback) == set(Chargeback.State.values)
    assert states(Payout) >= {"in_transit", "paid"}
    assert states(Profile) >= {"draft", "published"}
    assert states(Service) >= {"draft", "live", "paused"}
    assert states(Contract.objects.filter(service_order__isnull=False)) >= {"active", "completed"}
    assert states(Certificate) == {"valid", "revoked"}
    assert not Profile.objects.filter(document=None).exists()
    assert not Job.objects.filter(document=None).exists()
    assert Profile.objects.get(user__email="farida@demo.test").standing is not None
    assert Profile.objects.public().filter(jobs_done__gt=0).values("topic").distinct().count() == 6
    assert clock.offset().total_seconds() == 0
    week_ago = clock.now() - timedelta(days=7)
    assert BankPayout.objects.filter(created__lt=week_ago).count() >= 3  # made in the past, not by a worker of today
    assert LedgerDay.objects.filter(day__lt=week_ago).count() >= 10
    call_command("verify_ledger")
    _assert_main_accounts_have_unread_items(page)
    _assert_lists_are_filled()
    _assert_failure_states_exist()
    _assert_files_are_sent()
    _assert_moderation_queue_is_short()
    _assert_pages_show_failures(page)
    _assert_no_two_texts_are_alike()
    _assert_a_second_programme_is_over(monkeypatch)


def _assert_a_second_programme_is_over(monkeypatch):
    """With 36 trainees in each batch of a phase, who are marked in every class; most have a certificate."""
    monkeypatch.setattr(programme, "BEGINS", programme.BEGINS[:1])  # of one phase
    for _time in range(2):
        call_command("load_demo", **SIZE, programmes=2)
    places = Enrolment.objects.filter(batch__phase__programme__name_en__endswith="(2)")
    graduates = places.filter(state="completed")
    assert graduates.count() == 8 * 36
    assert Attendance.objects.filter(enrolment__in=places).count() == 8 * 36 * 28
    assert 200 < Certificate.objects.filter(enrolment__in=graduates).count() < 8 * 36


def _assert_no_two_texts_are_alike():
    """No two jobs, profiles, works, bids, deliveries, reviews, rulings or statements of disputes say the same, but for
    the copies that moderators are to find, and a job that its client posts again."""
    copies = [PLAIN, *DEPOSIT.values()]
    jobs = Job.objects.exclude(description__in=copies).exclude(state="filled")
    for rows, *names in (
        (jobs, "title", "description"),
        (Profile.objects.all(), "headline_en", "headline_bn", "story_en", "story_bn"),
        (PortfolioCase.objects.all(), "title", "text"),
        (Service.objects.all(), "title_en", "title_bn", "description_en", "description_bn"),
        (Bid.objects.all(), "cover_letter"),
        (Delivery.objects.all(), "note"),
        (Review.objects.all(), "text", "reply"),
        (Statement.objects.all(), "text"),
        (Ruling.objects.all(), "reasons_en", "reasons_bn"),
    ):
        for name in names:
            uses = Counter(text for text in rows.values_list(name, flat=True) if text)
            assert [text for text, count in uses.items() if count > 1] == [], (rows.model, name)


def _assert_moderation_queue_is_short():
    """About a dozen cases are open, also after the automatic rules ran: similar texts do not flood the queue."""
    with entered(Past(clock.offset() + timedelta(minutes=2))):
        check_recent_activity()
    open_cases = Case.objects.filter(state=Case.State.OPEN)
    assert 5 <= open_cases.count() <= 14


def _assert_doubtful_papers_are_found():
    viva = Viva.objects.waiting().get()
    (pair,) = similar_sittings_of(viva.sitting.exam)
    assert pair.likeness.close == pair.likeness.shared >= 3
    assert viva.sitting in (pair.first, pair.second)
    assert ExamBadge.objects.shown_by(User.objects.get(email="farida@demo.test").pk).exists()


def _assert_files_are_sent():
    sent = Upload.objects.filter(messages__isnull=False)
    assert [each.name for each in sent if each.voice_note] == ["voice-note.webm"]
    assert [each.name for each in sent if each.has_contact] == ["my-portfolio.pdf"]
    assert Upload.objects.get(orders__isnull=False).name == "our-sign.png"
    assert Upload.objects.get(change_requests__isnull=False).name == "what-to-change.png"


def _assert_failure_states_exist():
    """Failure states that staff and users seldom meet, each left behind by a scenario."""
    assert Payout.objects.filter(state="failed").exclude(failure="").exists()
    assert Refund.objects.filter(state="failed").exclude(failure="").exists()
    assert Chargeback.objects.filter(state="lost", owed_value__gt=0).exists()
    [event] = ProviderEvent.objects.filter(worked_off_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args ->> 'event_pk' FROM procrastinate_jobs WHERE status = 'failed'")
        assert cursor.fetchall() == [("market.payments.tasks.work_off_event_job", str(event.pk))]
    assert FormerCertificate.objects.filter(why="name").exists()
    assert {"released", "refused", "waiting"} <= states(Issuance)
    assert states(Appeal) >= {"open", "upheld"}
    assert Endpoint.objects.filter(is_on=False).exclude(turned_off_at=None).exists()
    assigned_disputes = Dispute.objects.to_rule().filter(moderator__isnull=False)
    assert any(not each.moderator.has_role("moderator") for each in assigned_disputes)


def _assert_pages_show_failures(page):
    pavel, mitu = (User.objects.get(email=f"{name}@demo.test") for name in ("pavel", "mitu"))
    owed = Chargeback.objects.get(owed_value__gt=0)
    freelancer = owed.funding.milestone.contract.freelancer
    for user, path, text in (
        (pavel, "/chargebacks/?tab=owed", freelancer.display_name),
        (freelancer, "/money/", "75.00"),
        (Payout.objects.get(state="failed").freelancer, "/money/", "66.67"),
        (Endpoint.objects.get(is_on=False).user, "/settings/webhooks/", "shop.example"),
        (mitu, "/disputes/desk/?tab=all", "Nasima"),
    ):
        answer = page(user).get(path)
        assert answer.status_code == 200, (path, user)
        assert text in ascii_digits(answer.content.decode()), (path, user)


def _assert_main_accounts_have_unread_items(page):
    for name in CAST:
        user = User.objects.get(email=f"{name}@demo.test")
        assert Notification.objects.visible_to(user).unread().exists(), name
        unread = [each for each in Member.objects.filter(user=user) if each.conversation.last_seq > each.read_seq]
        assert unread, name
        for path in ("/my-work/", "/contracts/", "/notifications/", "/money/", "/messages/"):
            assert page(user).get(path).status_code == 200, (name, path)
    assert "Look at the new bids" in page(User.objects.get(email="carla@demo.test")).get("/my-work/").content.decode()


def _assert_lists_are_filled():
    _assert_doubtful_papers_are_found()
    crowd = Bid.objects.exclude(freelancer__email__in=["farida@demo.test", "rina@demo.test"])
    assert crowd.count() >= 60
    assert crowd.values("job").distinct().count() >= 20
    for bid in crowd.select_related("job").prefetch_related("terms"):
        assert bid.job.budget_min_amount <= bid.latest.amount_value <= bid.job.budget_max_amount
    assert Invitation.objects.filter(job__state="open", freelancer__email="farida@demo.test").exists()
    assert Thread.objects.filter(job=None).count() >= 2
    assert Service.objects.public().for_cards().count() >= 20
    assert all(each.cover for each in Service.objects.public())
    assert PortfolioPicture.objects.filter(profile__user__email="farida@demo.test").count() >= 4
    assert PortfolioPicture.objects.values("profile").distinct().count() >= 30
