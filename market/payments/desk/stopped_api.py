"""The API of work that has stopped: what operators run again."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import MemberRequest
from market.payments.desk import replay_actions
from market.payments.desk.api import DeskView
from market.payments.desk.serializers import KindFields, RanAgainSerializer, StoppedWorkSerializer, TaskFields
from market.payments.desk.stopped import MOST, stopped_events, stopped_jobs


class StoppedWork(DeskView):
    """Events of providers that failed or wait, and jobs that are parked or late."""

    @extend_schema(responses=StoppedWorkSerializer)
    def get(self, request: MemberRequest) -> Response:
        """A hundred of each at most."""
        return self.respond({"events": stopped_events()[:MOST], "jobs": stopped_jobs()}, StoppedWorkSerializer)


class RunAgainView(DeskView):
    """Running stopped work again. Run twice it changes nothing."""

    def ran_again(self, count: int) -> Response:
        """How many are run again: jobs do it, so the answer is 202."""
        return self.respond({"count": count}, RanAgainSerializer, 202)


class ReplayEvent(RunAgainView):
    """Process an event again."""

    @extend_schema(request=None, responses={202: RanAgainSerializer})
    def post(self, request: MemberRequest, event_id: int) -> Response:
        """How many are processed again."""
        replay_actions.replay_event(by=request.user, event_id=event_id)
        return self.ran_again(1)


class ReplayEvents(RunAgainView):
    """Process all stopped events of a kind again."""

    fields = KindFields

    @extend_schema(request=KindFields, responses={202: RanAgainSerializer})
    def post(self, request: MemberRequest) -> Response:
        """How many are processed again."""
        return self.ran_again(replay_actions.replay_events(by=request.user, **self.parsed()))


class RetryJob(RunAgainView):
    """Queue a parked job again."""

    @extend_schema(request=None, responses={202: RanAgainSerializer})
    def post(self, request: MemberRequest, job_id: int) -> Response:
        """How many are queued again."""
        replay_actions.retry_job(by=request.user, job_id=job_id)
        return self.ran_again(1)


class RetryJobs(RunAgainView):
    """Queue all parked jobs of a task again."""

    fields = TaskFields

    @extend_schema(request=TaskFields, responses={202: RanAgainSerializer})
    def post(self, request: MemberRequest) -> Response:
        """How many are queued again."""
        return self.ran_again(replay_actions.retry_jobs(by=request.user, **self.parsed()))
