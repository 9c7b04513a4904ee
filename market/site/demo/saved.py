"""What the cast keeps: people, services and jobs with a heart, and searches that tell of what is new."""

from collections.abc import Callable

from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.alerts.actions import save_search
from market.search.alerts.models import SavedSearch
from market.search.saved.actions import save
from market.services.models import Service
from market.site.demo.stage import Stage, Story

EACH = 3


def of_carla(stage: Stage) -> Story:
    """Carla keeps designers and services for later, and is told of new ones."""
    yield 52.4
    carla = stage.cast["carla"]
    proven = Profile.objects.public_to(carla).filter(topic__slug="graphics-design").order_by("-jobs_done", "pk")
    offers = Service.objects.public_to(carla).filter(topic__slug="graphics-design").order_by("pk")
    for profile in proven[:EACH]:
        save(by=carla, kind="talent", target=profile.pk)
    for service in offers[:EACH]:
        save(by=carla, kind="services", target=service.pk)
    save_search(
        by=carla, kind="talent", query="q=logo+designer", name="Logo designers", frequency=SavedSearch.Frequency.WEEKLY
    )
    save_search(
        by=carla, kind="services", query="topic=graphics-design&price=10-25", frequency=SavedSearch.Frequency.DAILY
    )


def of_freelancers(stage: Stage) -> Story:
    """Farida and Rina keep jobs, and are told of those that come."""
    yield 57.2
    searches = (
        ("farida", "q=logo", SavedSearch.Frequency.AT_ONCE),
        ("rina", "topic=graphics-design&budget=50-100", SavedSearch.Frequency.DAILY),
    )
    for stem, query, frequency in searches:
        freelancer = stage.cast[stem]
        jobs = Job.objects.public().filter(topic__slug="graphics-design", published_at__lt=stage.now())
        for job in jobs.exclude(client__in=stage.cast.values()).order_by("-published_at")[:EACH]:
            save(by=freelancer, kind="jobs", target=job.pk)
        save_search(by=freelancer, kind="jobs", query=query, frequency=frequency)


STORIES: tuple[Callable[[Stage], Story], ...] = (of_carla, of_freelancers)
