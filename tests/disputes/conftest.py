"""Fixtures: a dispute of a delivered milestone of 100 USD of which the client claims 60 back, and moderators."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from market.accounts.models import User
from market.contracts.models import Milestone
from market.core.base import clock
from market.disputes.claims.actions import answer_dispute, open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.models import Dispute
from tests import make
from tests.payments import story
from tests.payments.story import usd
from tests.sharing import shared_rows


def opened(milestone: Milestone, by: User | None = None, claim: str = "60") -> Dispute:
    """Open a dispute of a milestone, by its client unless `by` is given."""
    by = by or milestone.contract.client
    return open_dispute(
        by=by, milestone_id=milestone.pk, claim=usd(claim), content=StatementContent("It is not what we agreed.")
    )


def answered(dispute: Dispute) -> Dispute:
    """Answer the dispute for the side that did not open it."""
    return answer_dispute(by=dispute.answering, dispute_id=dispute.pk, content=StatementContent("It is exactly that."))


@pytest.fixture(scope="module", autouse=True)
def shared_milestone(django_db_setup, django_db_blocker, provider_server, tmp_path_factory) -> Iterator[int]:
    """Stands before each test of a module, with Carla and Farida."""
    media = tmp_path_factory.mktemp("disputes")
    with django_db_blocker.unblock(), shared_rows(provider_server, media) as provider:
        yield story.submitted(provider, "100.00").pk


@pytest.fixture
def carla(db) -> User:
    return User.objects.get(email="carla@demo.test")


@pytest.fixture
def farida(db) -> User:
    return User.objects.get(email="farida@demo.test")


@pytest.fixture
def milestone(provider, shared_milestone) -> Milestone:
    return Milestone.objects.select_related("contract__client", "contract__freelancer").get(pk=shared_milestone)


@pytest.fixture
def dispute(milestone) -> Dispute:
    return opened(milestone)


@pytest.fixture
def moni(db) -> User:
    return make.make_person("Moni", roles=[User.Role.MODERATOR])


@pytest.fixture
def mahfuz(db) -> User:
    return make.make_person("Mahfuz", roles=[User.Role.MODERATOR])


@pytest.fixture
def lead(db) -> User:
    return make.make_person("Lata", roles=[User.Role.LEAD])


@pytest.fixture
def in_ruling(mitu, dispute, travel) -> Any:
    """The dispute at the ruling step: answered, and not settled in time."""
    answered(dispute)
    return to_ruling(dispute, travel)


def to_ruling(dispute: Dispute, travel: Any) -> Dispute:
    """Let the seven days of settlement pass, so that a moderator is assigned."""
    travel(timedelta(days=7))
    dispute.refresh_from_db()
    return dispute


@pytest.fixture
def jump(monkeypatch) -> Callable[[timedelta], None]:
    """`jump(timedelta(days=3))` moves the time forward without processing deadlines, as while the site is down."""

    def move(by: timedelta) -> None:
        monkeypatch.setattr(clock, "_offset", clock.offset() + by)

    return move
