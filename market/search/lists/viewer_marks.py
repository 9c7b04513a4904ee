"""What a card says to its viewer alone: saved, invited, bid on. It is read with the versions of the rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Value, When

from market.bids.models import Bid
from market.jobs.models import Invitation, Job, Mark
from market.search.finding.queries import List
from market.search.models import SavedProfile, SavedService


@dataclass(frozen=True)
class ViewerMarks:
    """For the rows of a page: the ids of those that the viewer saved, that are their own, and that they bid on.

    `open_jobs` counts the viewer's jobs that take bids, and `invitations` those to these jobs, by profile.
    """

    saved: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    bid: frozenset[int] = frozenset()
    open_jobs: int = 0
    invitations: dict[int, int] = field(default_factory=dict)

    def can_invite(self, profile_id: int) -> bool:
        """Whether there is a job to which this freelancer is not yet invited."""
        return profile_id not in self.own and self.invitations.get(profile_id, 0) < self.open_jobs

    def is_invited(self, profile_id: int) -> bool:
        """Whether the freelancer is invited to all of the viewer's open jobs."""
        return 0 < self.open_jobs <= self.invitations.get(profile_id, 0)


def mark_columns(kind: List, viewer: Any) -> dict[str, Any]:
    """The columns of a list's rows for a viewer (a user's id, or its slot; None: none): `marks_from` reads them."""
    if viewer is None:
        return {}
    if kind == "services":
        saved = SavedService.objects.filter(user=viewer, service=OuterRef("pk"))
        return {"saved": Exists(saved), "own": _is("freelancer", viewer)}
    if kind == "jobs":
        saved_jobs = Mark.objects.filter(user=viewer, kind=Mark.Kind.SAVED, job=OuterRef("pk"))
        bids = Bid.objects.filter(freelancer=viewer, job=OuterRef("pk")).exclude(state=Bid.State.WITHDRAWN)
        return {"saved": Exists(saved_jobs), "own": _is("client", viewer), "bid": Exists(bids)}
    saved_people = SavedProfile.objects.filter(user=viewer, profile=OuterRef("pk"))
    jobs = Job.objects.posted().taking_bids().filter(client=viewer)
    invited = Invitation.objects.filter(job__in=jobs, freelancer=OuterRef("user"))
    return {
        "saved": Exists(saved_people),
        "own": _is("user", viewer),
        "open_jobs": ArraySubquery(jobs.values_list("pk")),
        "invited": ArraySubquery(invited.values_list("pk")),
    }


def _is(owner: str, viewer: Any) -> Case:
    return Case(When(**{owner: viewer}, then=Value(value=True)), default=Value(value=False))


MARKED = ("saved", "own", "bid", "open_jobs", "invited")


def marks_of_rows(rows: Iterable[Any]) -> ViewerMarks:
    """The marks in rows that were read for a viewer."""
    return marks_from({"pk": row.pk, **{name: vars(row)[name] for name in MARKED if name in vars(row)}} for row in rows)


def marks_from(rows: Iterable[dict[str, Any]]) -> ViewerMarks:
    """The marks in rows of `pk` and the columns of `mark_columns`; none where these are missing."""
    rows = [row for row in rows if "saved" in row]
    if not rows:
        return ViewerMarks()
    return ViewerMarks(
        saved=frozenset(row["pk"] for row in rows if row["saved"]),
        own=frozenset(row["pk"] for row in rows if row["own"]),
        bid=frozenset(row["pk"] for row in rows if row.get("bid")),
        open_jobs=len(rows[0].get("open_jobs", ())),
        invitations={row["pk"]: len(row["invited"]) for row in rows if "invited" in row},
    )
