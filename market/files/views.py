"""Taking a file from a page."""

from uuid import UUID

from django.http import HttpResponse

from market.accounts.people.decorators import MemberRequest, signed_in
from market.files.access import send_file


@signed_in
def file(request: MemberRequest, file_id: UUID) -> HttpResponse:
    """The file as an attachment, to its owner and to whom it was sent; nobody else learns that it exists."""
    return send_file(request.user, file_id)  # type: ignore[return-value]  # a streamed response is one as well
