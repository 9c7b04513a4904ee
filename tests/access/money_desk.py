"""Objects of the operators' money desk."""

from datetime import date

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import User
from market.core.base import clock
from market.payments.job_names import defer_job
from market.payments.models import LedgerAccount, LedgerDay, LedgerTransaction, ProviderEvent
from market.payments.proposals.actions import propose
from tests.access.things import Things


def make_money_desk() -> Things:
    """Rows of the ledger, work that has stopped, a published day, and a proposal of Pavel's and one of another's."""
    event = ProviderEvent.objects.create(
        event_id="evt_1", kind="charge.updated", object_id="ch_1", payload={}, received_at=clock.now(), failure="No."
    )
    defer_job("work_off_event_job", event_pk=event.pk)
    job = ProcrastinateJob.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.pk])
    day = LedgerDay.objects.create(day=date(2026, 1, 1), first_block=1, last_block=1, transactions=1, head=b"")
    people = {"operators": User.objects.get(email="ola@demo.test"), "own": User.objects.get(email="pavel@demo.test")}
    values = {"amount": "5", "currency": "USD", "rail": "stripe"}
    proposals = {
        f"{name}.proposal_id": propose(
            by=person, kind="capital_in", parameters=values | {"reference": name}, reason="So that it is right."
        ).pk
        for name, person in people.items()
    }
    return {
        **proposals,
        "capital.kind": "capital_in",
        "transaction_id": LedgerTransaction.objects.latest("pk").pk,
        "account_id": LedgerAccount.objects.exclude(user=None).latest("pk").pk,
        "stopped.event_id": event.pk,
        "parked.job_id": job.pk,
        "sealed.day": day.day.isoformat(),
    }
