"""The guide for who writes a job: open to all."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from market.bids.guide.queries import price_range
from market.bids.guide.serializers import GuideFields, GuideSerializer
from market.core.api.views import PublicView
from market.core.base.money import paid_currencies
from market.jobs.postings.examples import example_for


class JobGuide(PublicView):
    """Help with writing a job."""

    @extend_schema(operation_id="job_guide", parameters=[GuideFields], responses=GuideSerializer)
    def get(self, request: Request) -> Response:
        """An example for the topic, and what similar work was agreed at in the last two years."""
        fields = GuideFields(data=request.query_params)
        fields.is_valid(raise_exception=True)
        query = fields.validated_data
        topic = query["topic"]
        prices = price_range(topic, query["skills"], query.get("currency", paid_currencies()[0]))
        answer = {"topic": topic.slug, "example": example_for(topic.slug), "prices": prices}
        return self.respond(answer, GuideSerializer)
