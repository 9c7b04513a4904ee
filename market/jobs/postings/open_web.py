"""What search engines and social networks are told of a job while it takes bids: what its page shows to everybody.

The JobPosting names the client by their company; who names none stays confidential, as Google's JobPosting calls it.
The budget is for the whole work, so its salary has no `unitText` (an hour, a month).
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from market.core.text import locale
from market.core.text.bangla import language_of
from market.core.text.contact import masked
from market.core.web.open_web import JsonLd, PublicPage, address_of, breadcrumbs, summary
from market.jobs.models import Job
from market.jobs.postings.differences import format_budget

CONFIDENTIAL = "confidential"
BANGLADESH = {"@type": "Country", "name": "Bangladesh"}


def public_page(job: Job) -> PublicPage | None:
    """The job, with its topic and skills, for the open web; None while it takes no bids or is by invitation only."""
    if not (job.is_open and job.visibility == Job.Visibility.ALL and job.client.is_in_sight):
        return None
    title, path = masked(job.title), job.get_absolute_url()
    return PublicPage(
        path=path,
        title=title,
        description=_description(job),
        picture=settings.SITE_URL + reverse("job_card", args=[job.pk]),
        picture_text=title,
        is_wide=True,
        data=(_posting(job, path), _trail(job, title, path)),
    )


def _description(job: Job) -> str:
    """Its title, topic and budget, and how it begins where that is in the language of the page."""
    budget = format_budget(job.budget_min, job.budget_max)
    facts = {"title": job.title, "topic": job.topic.name, "budget": budget}
    text = job.description if language_of(job.description) == locale.language() else ""
    return summary(_("%(title)s. %(topic)s, %(budget)s.") % facts, text)


def _trail(job: Job, title: str, path: str) -> JsonLd:
    topic = (job.topic.name, reverse("topic_landing", args=[job.topic.slug]))
    return breadcrumbs((_("Amar Kaj"), reverse("home")), (_("Find work"), reverse("job_list")), topic, (title, path))


def _posting(job: Job, path: str) -> JsonLd:
    return {
        "@type": "JobPosting",
        "title": masked(job.title),
        "description": masked(job.description),
        "url": address_of(path, locale.language()),
        "identifier": {"@type": "PropertyValue", "name": "Amar Kaj", "value": str(job.pk)},
        "datePosted": job.published_at.isoformat() if job.published_at else None,
        "validThrough": job.expires_at.isoformat() if job.expires_at else None,
        "employmentType": "CONTRACTOR",
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": BANGLADESH,
        "hiringOrganization": _client(job),
        "industry": job.topic.name,
        "skills": [skill.name for skill in job.skills.all()],
        "directApply": True,
        "baseSalary": _salary(job),
    }


def _client(job: Job) -> Any:
    company = masked(getattr(getattr(job.client, "client_profile", None), "company", "") or "")
    return {"@type": "Organization", "name": company} if company else CONFIDENTIAL


def _salary(job: Job) -> JsonLd | None:
    """The budget; None where freelancers make an offer."""
    if job.budget_min_amount is None or job.budget_max_amount is None:
        return None
    value: JsonLd = {"@type": "QuantitativeValue"}
    if job.budget == Job.Budget.FIXED:
        value["value"] = float(job.budget_min_amount)
    else:
        value |= {"minValue": float(job.budget_min_amount), "maxValue": float(job.budget_max_amount)}
    return {"@type": "MonetaryAmount", "currency": job.currency, "value": value}
