"""What users are told for their saved searches."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import JOBS, Event, NotificationType
from market.core.base.payloads import Written
from market.search.alerts.mails import mail_parts

alert = partial(NotificationType, group=JOBS, mail_parts=mail_parts)


class ResultFound(Event, code="search.found"):
    """`search` is the search's name, `result` that of the person, job or service."""

    search: Written
    result: Written

    audited = None
    notification = alert(
        subject=_("New for “%(search)s”: %(result)s"),
        body=_("You saved this search and wanted to be notified at once."),
        label=_("Something new fits a search that you saved, at once"),
    )


class ResultsGathered(Event, code="search.gathered"):
    """`results` is how many were found for all searches together."""

    results: int

    audited = None
    notification = alert(
        subject=_("New for your saved searches: %(results)s"),
        body=_("This is what came since we told you last."),
        label=_("What is new for the searches that you saved, by day or week"),
        action=_("See your saved searches"),
    )
