"""The base of every API class: parse, one action or query, render."""

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from market.core.api.problems import PROBLEM
from market.core.base import idempotency
from market.core.models import StoredAnswer

if TYPE_CHECKING:
    from market.accounts.models import User

__all__ = ["DomainView", "MemberRequest", "Pagination", "PublicView"]


class MemberRequest(Request):
    """The request of somebody who is signed in: what a DomainView gets."""

    if TYPE_CHECKING:
        user: User


class Pagination(PageNumberPagination):
    """Lists: `count next previous results`, 20 a page."""

    page_size = 20


class DomainView(APIView):
    """One path of the API. `fields` is the serializer class that parses the body of a POST or PATCH.

    A list that it answers is described as one of pages; where it is a plain one, `pagination_class` is None.

    Any signed-in POST may carry an Idempotency-Key: the same key and body give the stored answer.
    """

    fields: ClassVar[type[serializers.Serializer[Any]] | None] = None
    keeps_answers: ClassVar[bool] = True  # tokens and tickets do not
    pagination_class: ClassVar[type[Pagination] | None] = Pagination
    _stored: StoredAnswer | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Parse, answer and render with every time in UTC; sentences for a person tell their own."""
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """DRF's checks, then the key's: a known answer ends the request here."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key", "")
        if key and request.method == "POST" and request.user.is_authenticated and self.keeps_answers:
            mark = idempotency.fingerprint("POST", request.path, self._payload(request))
            self._stored = idempotency.claim_key(user=request.user, key=key, mark=mark)
            if self._stored.status is not None:
                answer, self._stored = self._stored, None
                raise AlreadyAnswered(answer)

    @staticmethod
    def _payload(request: Request) -> Any:
        if request.FILES:
            return [[name, each.name, each.size] for name, each in request.FILES.items()]
        return request.data

    def handle_exception(self, exc: Exception) -> Response:
        """The stored answer of a repeated request, else DRF's way into the problem handler."""
        if isinstance(exc, AlreadyAnswered):
            kind = PROBLEM if (exc.answer.status or 0) >= 400 else None
            return Response(exc.answer.body, status=exc.answer.status, content_type=kind)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Store the answer of a request that came with a key."""
        done = super().finalize_response(request, response, *args, **kwargs)
        # Not asked of `request.user`: whose token was refused would be refused once more.
        is_somebody = "authorization" in request.headers or settings.SESSION_COOKIE_NAME in request.COOKIES
        if is_somebody or not self.keeps_answers:
            done.headers.setdefault("Cache-Control", "private, no-store")
        if self._stored is not None:
            answer, self._stored = self._stored, None
            body = json.loads(JSONRenderer().render(done.data)) if done.data is not None else None
            idempotency.store_answer(answer, status=done.status_code, body=body)
        return done

    def parsed(self, **context: Any) -> dict[str, Any]:
        """The body through `fields`. Raises DRF's ValidationError, which names each field."""
        assert self.fields is not None  # noqa: S101  # a class without fields does not parse
        form = self.fields(data=self.request.data, context={"request": self.request, **context})
        form.is_valid(raise_exception=True)
        return cast(dict[str, Any], form.validated_data)

    def respond(self, row: Any, serializer: type[serializers.BaseSerializer[Any]], status: int = 200) -> Response:
        """One thing, rendered for the caller."""
        return Response(serializer(row, context={"request": self.request}).data, status=status)

    def page_of(
        self, rows: "QuerySet[Model] | list[Any]", serializer: type[serializers.BaseSerializer[Any]]
    ) -> Response:
        """A list's page of 20, rendered."""
        pages = Pagination()
        page = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(serializer(page, many=True, context={"request": self.request}).data)


class PublicView(DomainView):
    """A path that answers without signing in."""

    permission_classes: ClassVar[list[type[BasePermission]]] = [AllowAny]  # type: ignore[misc]


class AlreadyAnswered(Exception):
    """Ends a repeated request with its stored answer."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__(answer.key)
        self.answer = answer
