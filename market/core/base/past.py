"""A past of its own: what runs in this context has its own time, jobs and address of the site, and the live site keeps
its own.

Demonstration data needs it: it begins two months ago, while people use the site already. A transaction around each step
keeps what is half done from everybody else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings


@dataclass(slots=True)
class Past:
    """How far its time stands before wall time (after it, if negative), the jobs that wait in it, the site's port."""

    moved: timedelta
    jobs: list[int] = field(default_factory=list)
    port: int = 0


_here: ContextVar[Past | None] = ContextVar("past", default=None)


def here() -> Past | None:
    """The past that this context is in, if it is in one."""
    return _here.get()


@contextmanager
def entered(past: Past) -> Iterator[Past]:
    """Be in it until the end; a thread that works for it enters it too. Raises ValueError in production."""
    if settings.PRODUCTION:
        raise ValueError("Only a development site has another time.")
    token = _here.set(past)
    try:
        yield past
    finally:
        _here.reset(token)


def note_job(job_id: int) -> None:
    """In a past: this job runs in it."""
    if (past := here()) is not None:
        past.jobs.append(job_id)


def port() -> int:
    """Where the site answers its own code."""
    past = here()
    return past.port if past is not None and past.port else settings.PORT


def provider_address() -> str:
    """The address of the payment provider's API."""
    past = here()
    return (
        f"http://127.0.0.1:{past.port}/sandbox/stripe" if past is not None and past.port else settings.STRIPE_API_BASE
    )


def sms_address() -> str:
    """The address of the SMS gateway."""
    past = here()
    return f"http://127.0.0.1:{past.port}/sandbox/sms/send/" if past is not None and past.port else settings.SMS_URL


def bkash_address(setting: str = "BKASH_API_BASE") -> str:
    """The address of bKash's API, or of that of its other product, without the version that begins its paths."""
    past = here()
    if past is not None and past.port:
        return f"http://127.0.0.1:{past.port}/sandbox/bkash"
    return str(getattr(settings, setting))


def sslcommerz_address() -> str:
    """The address of SSLCOMMERZ."""
    past = here()
    return (
        f"http://127.0.0.1:{past.port}/sandbox/sslcommerz"
        if past is not None and past.port
        else settings.SSLCOMMERZ_API_BASE
    )
