"""The local SMS gateway for tests, over real HTTP, and what came to a phone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from market.accounts.models import PhoneNumber, User
from market.core.base import clock
from market.sandbox.models import ShortMessage
from tests import make
from tests.provider import Provider

RINA, NEW, OTHER = "+8801700000001", "+8801712345678", "+8801812345678"


def give_number(user: User, number: str = RINA) -> PhoneNumber:
    """A confirmed number."""
    return PhoneNumber.objects.create(user=user, number=number, confirmed_at=clock.now())


@dataclass
class Gateway:
    """What a test does with SMS: run the jobs that send them, and read them."""

    provider: Provider
    run_jobs: Callable[[], int]

    def texts(self, number: str) -> list[str]:
        """The texts that came to a number, oldest first."""
        self.run_jobs()
        return list(ShortMessage.objects.filter(number=number).order_by("pk").values_list("text", flat=True))

    def code(self, number: str) -> str:
        """The code of the newest one."""
        return re.search(r"\d{6}", self.texts(number)[-1])[0]


@pytest.fixture
def gateway(provider, settings) -> Iterator[Gateway]:
    """The gateway, with the site set to talk to it."""
    settings.SMS_URL = provider.base.replace("/stripe", "/sms/send/")
    return Gateway(provider, make.run_jobs)


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"
