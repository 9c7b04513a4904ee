"""The page of the guide, whose parts the form of a job shows beside its fields."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from market.bids.guide.forms import GuideForm
from market.bids.guide.queries import price_range
from market.jobs.postings.examples import example_for
from market.training.models import Topic


def job_guide(request: HttpRequest) -> HttpResponse:
    """For a topic: an example of a job, and what such work was agreed at. Without one, the choice of a topic."""
    form = GuideForm(request.GET if request.GET.get("topic") else None)
    context = {"form": form, "topics": Topic.objects.all()}
    if form.is_valid():
        topic, skills, currency = (form.cleaned_data[name] for name in ("topic", "skills", "currency"))
        prices = price_range(topic, skills, currency)
        context |= {"topic": topic, "example": example_for(topic.slug), "prices": prices}
    return render(request, "bids/job_guide.html", context, status=form.status)
