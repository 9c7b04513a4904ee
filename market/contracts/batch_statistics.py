"""Batch statistics from contracts."""

from market.contracts.models import Contract
from market.training.batch_statistics import People, outcome


@outcome("contracts")
def with_contract(people: People) -> set[int]:
    """Those who have had a contract that did not lapse unpaid."""
    rows = Contract.objects.filter(freelancer__in=people).exclude(state=Contract.State.LAPSED)
    return set(rows.values_list("freelancer_id", flat=True))


@outcome("finished")
def with_finished_job(people: People) -> set[int]:
    """Those who have finished a job."""
    rows = Contract.objects.filter(freelancer__in=people, state=Contract.State.COMPLETED)
    return set(rows.values_list("freelancer_id", flat=True))
