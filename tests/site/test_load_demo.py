"""The demonstration data: every state of every lifecycle, books that agree, something to do for each of the cast."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from psycopg.errors import CheckViolation

from market.accounts.models import User
from market.bids.models import Bid
from market.contracts.models import Contract, Milestone
from market.core import clock
from market.disputes.models import Dispute
from market.jobs.models import Invitation, Job, Thread
from market.messaging.models import Member
from market.notifications.models import Notification
from market.payments.models import Chargeback, Funding, Payout, Release
from market.profiles.models import PortfolioPicture, Profile
from market.services.models import Service
from market.training.models import Certificate

SIZE = {"profiles": 60, "jobs": 60, "verbosity": 0}
CAST = ("carla", "rahim", "farida", "rina")


def states(model) -> set[str]:
    rows = model if isinstance(model, QuerySet) else model.objects
    return set(rows.values_list("state", flat=True))


@pytest.fixture
def loaded(transactional_db):
    """A small site with the demonstration data, loaded three times: first jobs are refused, at last nothing is new."""
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


def test_load_demo_leaves_every_state_and_agreeing_books(loaded, page, capsys):
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
    assert clock.offset().total_seconds() == 0
    call_command("verify_ledger")
    _something_waits_for_the_cast(page)
    _lists_are_alive()


def _something_waits_for_the_cast(page):
    for name in CAST:
        user = User.objects.get(email=f"{name}@demo.test")
        assert Notification.objects.visible_to(user).unread().exists(), name
        unread = [each for each in Member.objects.filter(user=user) if each.conversation.last_seq > each.read_seq]
        assert unread, name
        for path in ("/my-work/", "/contracts/", "/notifications/", "/money/", "/messages/"):
            assert page(user).get(path).status_code == 200, (name, path)
    assert "Look at the new bids" in page(User.objects.get(email="carla@demo.test")).get("/my-work/").content.decode()


def _lists_are_alive():
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
