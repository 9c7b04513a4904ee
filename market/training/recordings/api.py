"""The API of recordings: for officers and the trainers of a class. A class itself shows what it has."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from market.core.api.views import DomainView, MemberRequest
from market.training.recordings import actions as recordings_actions
from market.training.recordings.actions import RecordingDetails
from market.training.recordings.serializers import ChangeRecordingFields, RecordingFields, RecordingSerializer


class AddRecording(DomainView):
    """Recordings of a class."""

    fields = RecordingFields

    @extend_schema(request=RecordingFields, responses={201: RecordingSerializer})
    def post(self, request: MemberRequest, session_id: int) -> Response:
        """The added recording. The trainees are told, at most once in an hour."""
        fields = self.parsed()
        files = fields.pop("file_ids")
        details = RecordingDetails(**fields)
        added = recordings_actions.add_recording(
            by=request.user, session_id=session_id, details=details, file_ids=files
        )
        return self.respond(added, RecordingSerializer, status=201)


class ChangeRecording(DomainView):
    """A recording."""

    fields = ChangeRecordingFields

    @extend_schema(request=ChangeRecordingFields, responses=RecordingSerializer)
    def put(self, request: MemberRequest, recording_id: int) -> Response:
        """The changed recording, with who changed it; a file stays the same."""
        details = RecordingDetails(**self.parsed())
        changed = recordings_actions.change_recording(by=request.user, recording_id=recording_id, details=details)
        return self.respond(changed, RecordingSerializer)


class RemoveRecording(DomainView):
    """Take a recording away."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: MemberRequest, recording_id: int) -> Response:
        """Delete what the caller has added, while nothing hangs on it."""
        recordings_actions.remove_recording(by=request.user, recording_id=recording_id)
        return Response(status=204)
