"""Jobs of search: alerts of saved searches, documents after a change of the vocabulary, new jobs for those whom they
fit; and what is done at a start: by every process of pages, and by a worker without an engine.
"""

from django.conf import settings
from procrastinate.contrib.django import app

from market.core.base import startup
from market.core.base.clock import NextDue, deadline
from market.core.base.jobs import defer, task
from market.core.base.row_deadlines import process_batches
from market.search.alerts import telling_actions
from market.search.fits import actions as fits_actions
from market.search.fits.models import JobSuggestion
from market.search.indexing import renaming
from market.search.indexing.change_log import forget_indexes
from market.search.messages.actions import INDEXED, index_new
from market.search.models import SavedSearch
from market.search.understanding.vocabulary import COMPUTED, clear_vocabulary, vocabulary


@startup.load_early
def load_vocabulary() -> None:
    """Read it with all that it computes."""
    vocab = vocabulary()
    for name in COMPUTED:
        getattr(vocab, name)


@startup.at_start
def forget_unused_indexes() -> None:
    """Changes are logged for an engine only while one is set: what was built before has missed some."""
    if not settings.ELASTICSEARCH_URLS:
        forget_indexes()


@task()
def index_renamed(tsquery: str, skill_ids: str) -> None:
    """Write the documents again that a change of the vocabulary concerns, and find saved searches by it."""
    clear_vocabulary()  # of this process: others have up to a second for it
    renaming.index_renamed(renaming.Renaming(tsquery, tuple(map(int, skill_ids.split()))))
    defer(renew_keys, after=0)


@task()
def tell_of_new_row(kind: str, row_id: int, after: int) -> None:
    """Tell of a new person, service or job for the searches it fits that are told at once: a batch, then the next."""
    last = telling_actions.tell_batch_of(kind=kind, row_id=row_id, after=after)
    if last:
        defer(tell_of_new_row, kind=kind, row_id=row_id, after=last)


@deadline(next_due=NextDue(SavedSearch.objects.all, "due_at"))
def send_gathered_results() -> None:
    """Daily and weekly searches whose hour has come."""
    process_batches(telling_actions.defer_gathered)


@task()
def tell_gathered(user_id: int) -> None:
    """Tell a user what is new for their searches that are due."""
    telling_actions.tell_gathered(user_id=user_id)


@app.periodic(cron="50 21 * * *")
@app.task(queue="bulk", queueing_lock="renew_search_keys", pass_context=False)
def renew_search_keys(timestamp: int) -> None:
    """Each night, at 3:50 in Dhaka: find saved searches by what topics, skills and their names are now."""
    defer(renew_keys, after=0)


@task()
def renew_keys(after: int) -> None:
    """The keys of a batch of saved searches, then of the next."""
    last = telling_actions.renew_keys(after=after)
    if last:
        defer(renew_keys, after=last)


@task()
def suggest_job(job_id: int) -> None:
    """Suggest a job to the freelancers whom it fits."""
    fits_actions.suggest_job(job_id=job_id)


@task()
def tell_of_jobs(user_id: int) -> None:
    """Tell a freelancer of the suggested jobs whose time has come."""
    fits_actions.tell_of_jobs(user_id=user_id)


@deadline(next_due=INDEXED.next_due)
def index_messages() -> None:
    """The words of messages, a minute after they were sent; before that search reads the messages themselves."""
    index_new()


@deadline(next_due=NextDue(JobSuggestion.objects.all, "due_at"))
def tell_suggestions() -> None:
    """Suggested jobs whose time has come."""
    process_batches(fits_actions.defer_suggestions_due)
