"""What the front page says first to who takes part: a trainee's class, or where an application stands."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from market.accounts.models import User
from market.core.base import clock
from market.core.base.home_tasks import Facts
from market.training.applications.progress import next_steps, outcome_of
from market.training.applications.steps import Step, has_open_objection, missing_steps
from market.training.enrolments.course_queries import ClassStep, step_of
from market.training.enrolments.queries import FILLED_WITHIN
from market.training.models import Application, ClassSession, Enrolment, SelectionPlace


@dataclass(frozen=True, slots=True)
class CourseNow:
    """A trainee's course: the class that runs or comes next (None: only project work is left), and what to do there."""

    place: Enrolment
    session: ClassSession | None
    step: ClassStep | None
    kind = "course"

    @property
    def stands_for(self) -> str:
        """The address of the task that need not stand beside it."""
        return self.session.get_absolute_url() if self.session else ""


@dataclass(frozen=True, slots=True)
class ApplicationNow:
    """An application, or the offer of a place: where it stands, and what a draft lacks."""

    application: Application | None  # None: of an offer from before applications were kept here
    offer: Enrolment | None = None
    place: SelectionPlace | None = None  # by the published list
    why_lost: str = ""
    missing: tuple[Step, ...] = ()
    is_objected: bool = False
    next_step: str = ""

    @property
    def stands_for(self) -> str:
        """The address of the task that need not stand beside it."""
        if self.offer:
            return self.offer.get_absolute_url()
        if self.application is None or not self.is_draft:
            return ""
        return reverse("review_application", args=[self.application.phase_id])

    @property
    def kind(self) -> str:
        """What it is, as a stable code."""
        return "offer" if self.offer else "draft" if self.is_draft else "application"

    @property
    def is_draft(self) -> bool:
        """Whether it is not sent yet."""
        return self.application is not None and self.application.state == Application.State.DRAFT


def front_of(user: User, facts: Facts) -> CourseNow | ApplicationNow | None:
    """What the user's front page begins with; None for who has neither a course nor an application under way."""
    course = course_now(user) if facts["trainee"] else None
    return course or (application_now(user) if facts["applies"] or facts["place_offer"] else None)


def course_now(user: User) -> CourseNow | None:
    """The course that the user takes now. Five statements at most."""
    places = Enrolment.objects.filter(trainee=user, state=Enrolment.State.ACCEPTED)
    place = places.select_related("trainee", "batch__topic", "batch__district").order_by("-pk").first()
    if place is None:
        return None
    coming = ClassSession.objects.planned().filter(batch=place.batch_id, ends_at__gte=clock.now())
    session = coming.select_related("venue", "batch").order_by("starts_at", "pk").first()
    return CourseNow(place, session, step_of(place, session) if session else None)


def application_now(user: User) -> ApplicationNow | None:
    """The newest application that can still lead to a place, or the offer of one. Eight statements at most."""
    now = clock.now()
    offers = Enrolment.objects.offered().filter(trainee=user, answer_due_at__gt=now)
    offer = offers.select_related("application__phase", "batch__topic", "batch__district").first()
    if offer is not None:
        return ApplicationNow(offer.application, offer)
    state, since = Application.State, clock.local(now).date() - FILLED_WITHIN
    had_place = Enrolment.objects.filter(trainee=user, application__isnull=False).values("application")
    leads_on = Q(state=state.DRAFT, phase__closes_at__gt=now) | Q(state=state.SUBMITTED, phase__starts_on__gt=since)
    rows = Application.objects.filter(leads_on, applicant=user).exclude(pk__in=had_place)
    application = rows.select_related("phase", "district", "objection").order_by("-pk").first()
    if application is None:
        return None
    if application.state == state.DRAFT:
        return ApplicationNow(application, missing=tuple(missing_steps(application)))
    outcome, steps = outcome_of(application), next_steps(application)
    return ApplicationNow(
        application,
        place=outcome["place"],
        why_lost=outcome["why_lost"],
        is_objected=has_open_objection(application),
        next_step=next((each["title"] for each in steps if each["state"] == "now"), ""),
    )
