"""The queues of jobs by kind, each with slots of its own: what concerns money never waits for somebody outside."""

from dataclasses import dataclass

from django.conf import settings

DEADLINES = "deadlines"  # no queue: what time alone does, see runtime/deadlines.py
BULK = "bulk"
DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Queue:
    """A kind of job: how many run at once in a process, the seconds that one may take (longer than every time-out of
    what it calls), the seconds after which a job that waits says that the site is not well, and those that one
    statement of the database may take."""

    name: str
    slots: int
    limit: float
    late: float
    statement: float = 30


_QUEUES = (
    Queue("money", slots=2, limit=600, late=300),
    Queue(
        "checks", slots=2, limit=3 * 3600, late=6 * 3600, statement=3600
    ),  # the ledger against itself and the provider
    Queue("mail", slots=2, limit=60, late=900),
    Queue("sms", slots=2, limit=60, late=300),  # codes: a gateway that hangs delays no mail
    # Others decide how long these take: that they wait says nothing of the site.
    Queue("webhooks", slots=2, limit=60, late=DAY),
    Queue("slow_webhooks", slots=1, limit=60, late=30 * DAY),
    Queue("push", slots=2, limit=60, late=DAY),
    Queue("previews", slots=1, limit=120, late=3600),  # one at a time: each may take a lot of memory for some seconds
    Queue("videos", slots=1, limit=12 * 3600, late=6 * 3600),  # one at a time: each takes a processor for long
    Queue("sandbox", slots=1, limit=600, late=1800),
    Queue(BULK, slots=2, limit=3600, late=3 * 3600, statement=900),  # and whatever no other queue takes
)


def queues() -> list[Queue]:
    """The queues of this site."""
    return [each for each in _QUEUES if each.name != "sandbox" or not settings.PRODUCTION]


def queue_of(name: str) -> Queue:
    """The queue whose threads run jobs of that name."""
    return next((each for each in queues() if each.name == name), queues()[-1])
