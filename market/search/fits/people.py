"""People who fit a job: found by the one search, free for it, and not asked yet."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef

from market.accounts.models import User
from market.bids.models import Bid
from market.core.base.db import fetch
from market.jobs.models import Invitation, Job
from market.jobs.postings.refusals import JobNotOpen, NotYourJob
from market.profiles.models import Profile
from market.search.finding.queries import TalentQuery
from market.search.fits.best import best
from market.search.fits.criteria import fit_of, misses_skills, people_wanted, set_fit, skills_asked
from market.search.lists.rows import rows_of

MOST = 20


def own_open_job(client: User, job_id: int) -> Job:
    """The client's own open job. Raises NotFound, NotYourJob, JobNotOpen."""
    job = fetch(Job.objects.visible_to(client).with_parts(), job_id)
    if job.client_id != client.pk:
        raise NotYourJob
    if not job.is_open:
        raise JobNotOpen(state=job.state_label)
    return job


def people_who_fit(job: Job, most: int = MOST, *, first: Iterable[int] = ()) -> list[Any]:
    """The profiles that fit a job best, at most `most`, each with `card_skills` and its `fit`.

    They take work, are not away, have no invitation to the job and no bid on it, and no block keeps them and its
    client apart. Those who miss none of the skills that it asks for come before those who do. Those with the ids in
    `first` come before all others, if they are free too.
    """
    query, asked = TalentQuery(viewer=job.client_id), skills_asked(job)

    def free(ids: list[int]) -> dict[int, int]:
        return {pk: int(misses_skills(asked, set(owned))) for pk, owned in _free(job, ids).items()}

    chosen = sorted(_free(job, list(first)))
    ids = best(query, people_wanted(job), free, most)
    people = rows_of(query, list(dict.fromkeys([*chosen, *ids])))
    for profile in people:
        set_fit(profile, fit_of(job, profile, profile.skill_ids, asked))
    return people


def _free(job: Job, ids: list[int]) -> dict[int, list[int]]:
    """Of these profiles, those that the client can invite to the job, each with the ids of its skills."""
    mine = {"job": job, "freelancer": OuterRef("user")}
    rows = (
        Profile.objects.public_to(job.client)
        .filter(~Exists(Invitation.objects.filter(**mine)), ~Exists(Bid.objects.filter(**mine)), pk__in=ids)
        .exclude(availability=Profile.Availability.BUSY)
        .exclude(user=job.client_id)
        .annotate(owned=F("document__skill_ids"))
    )
    shown: Iterable[Any] = rows.select_related("user").only("away_from", "away_until", "user__time_zone")
    return {row.pk: row.owned or [] for row in shown if not row.is_away}
