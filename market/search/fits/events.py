"""What freelancers are told of new jobs that fit them."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import JOBS, Event, NotificationType


class JobsSuggested(Event, code="jobs.suggested"):
    """`jobs` are the titles of the best ones."""

    jobs: str

    audited = None
    notification = NotificationType(
        subject=_("Jobs for you: %(jobs)s"),
        body=_("These new jobs ask for what you can do, within your price. Each one says why it fits you."),
        label=_("New jobs that fit you, once a day"),
        action=_("See the jobs"),
        group=JOBS,
    )


class JobSuggested(Event, code="job.suggested"):
    """A job from which nothing is missing. Only who asks for mail or push of it is told at once."""

    job: str

    audited = None
    notification = NotificationType(
        subject=_("A job that fits you very well: %(job)s"),
        body=_("It asks for skills that you have, within your price and in a language of yours. It is new."),
        label=_("A job that fits you very well, at once"),
        action=_("See the job"),
        group=JOBS,
        is_quiet=True,
    )
