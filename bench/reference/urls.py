"""The reference's addresses."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import ListView

from market.jobs.models import Job
from market.profiles.models import Skill
from market.training.models import Topic

OPEN = Q(jobs__state=Job.State.OPEN, jobs__visibility=Job.Visibility.ALL)


class Jobs(ListView):  # type: ignore[type-arg]  # no generic at run time
    """The open jobs, newest first, 20 a page, with a filter that says how many each topic and skill has."""

    template_name, paginate_by = "reference/jobs.html", 20

    def get_queryset(self) -> QuerySet[Job]:
        """With all that a card shows."""
        return (
            Job.objects.public().select_related("topic", "client").prefetch_related("skills").order_by("-published_at")
        )

    def get_context_data(self, **context: object) -> dict[str, object]:
        """With the filter's choices."""
        return super().get_context_data(
            topics=Topic.objects.annotate(count=Count("jobs", filter=OPEN)),
            skills=Skill.objects.annotate(count=Count("jobs", filter=OPEN)).order_by("-count")[:40],
            **context,
        )


def hello(request: HttpRequest, job_id: int = 0) -> HttpResponse:
    """The least that a view does."""
    return HttpResponse("hello")


urlpatterns = [
    path("jobs/", login_required(Jobs.as_view())),
    path("hello/", hello),
    path("jobs/<int:job_id>/", hello, name="job"),
    path("healthz", hello),
]
