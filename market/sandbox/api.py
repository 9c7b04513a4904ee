"""Dispatch of API calls: authentication, parameters, one response per Idempotency-Key, in Stripe's JSON.

The calls themselves are in `payment_calls`, `connect_calls` and `dispute_calls`.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.db.transaction import atomic
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from market.core.base import clock
from market.sandbox.errors import BadParameter, KeyReused, NoSuch, ProviderError
from market.sandbox.expansion import expand
from market.sandbox.ledger import new_id
from market.sandbox.models import Answer, Fault
from market.sandbox.params import Params, multipart_tree, parse
from market.sandbox.serializers import Shape, list_object
from market.sandbox.webhooks import API_VERSION, Cause, current_cause, take_fault

log = logging.getLogger(__name__)
ANSWER_LIFETIME = timedelta(hours=24)
MOST_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Call:
    """An API call: its parameters (without `expand`), the connected account that it is made for or "", its path."""

    params: Params
    account: str
    path: str


Handler = Callable[..., Shape]


def endpoint(*, get: Handler | None = None, post: Handler | None = None) -> Callable[..., HttpResponse]:
    """The view of one path of the API. A handler takes the Call and the ids in the path, and returns an object."""
    handlers = {"GET": get, "POST": post}

    @csrf_exempt  # programs call it, with a key and without cookies, as they call Stripe
    def view(request: HttpRequest, **ids: str) -> HttpResponse:
        cause = Cause(
            request_key=new_id("req"),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            api_version=request.headers.get("Stripe-Version", API_VERSION),
        )
        token = current_cause.set(cause)
        try:
            status, body, headers = _respond(request, handlers.get(request.method or ""), ids)
        finally:
            current_cause.reset(token)
        response = JsonResponse(body, status=status, json_dumps_params={"indent": 2})
        for name, value in {"Request-Id": cause.request_key, "Stripe-Version": cause.api_version, **headers}.items():
            response[name] = value
        return response

    return view


Response = tuple[int, Shape, dict[str, str]]


def _respond(request: HttpRequest, handler: Handler | None, ids: dict[str, str]) -> Response:
    try:
        _authenticate(request)
        if handler is None:
            raise ProviderError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)
        if fault := _take_fault(Fault.Kind.SLOW):
            time.sleep(min(fault.seconds, MOST_SECONDS))
        if _take_fault(Fault.Kind.API_ERROR):
            raise ProviderError("An error occurred with our connection to our systems.", status=500)
        response = _respond_once(request, handler, ids)
        if request.method == "POST" and _take_fault(Fault.Kind.LOST_ANSWER):
            return 502, ProviderError("The answer was lost on its way.", status=502).body(), {}
    except ProviderError as refused:
        return refused.status, refused.body(), {}
    except Exception:
        log.exception("the local payment provider failed at %s", request.path)
        return 500, ProviderError("The local provider has a fault; see its log.", status=500).body(), {}
    return response


@atomic
def _take_fault(kind: Fault.Kind) -> Fault | None:
    return take_fault(kind)


def _authenticate(request: HttpRequest) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        raise ProviderError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    if not key.startswith("sk_test_"):
        raise ProviderError(f"Invalid API Key provided: {key[:8]}****", status=401)


def _tree(request: HttpRequest) -> dict[str, Any]:
    """The parameters of a request; of a file that it brings what its bytes say."""
    if request.content_type == "multipart/form-data":
        return multipart_tree(request)
    return parse(request.body.decode() if request.method == "POST" else request.META["QUERY_STRING"])


@atomic
def _respond_once(request: HttpRequest, handler: Handler, ids: dict[str, str]) -> Response:
    """Run the handler, or return the stored response of the same call. A concurrent twin waits here for its commit."""
    tree, account = _tree(request), request.headers.get("Stripe-Account", "")
    path = "/v1/" + request.path.partition("/v1/")[2]
    key = current_cause.get().idempotency_key if request.method == "POST" else ""
    if not key:
        return *_run(handler, tree, Call(Params(tree), account, path), ids), {}
    fingerprint = hashlib.sha256(json.dumps([path, account, tree], sort_keys=True).encode()).hexdigest()
    columns = {"fingerprint": fingerprint, "request_key": current_cause.get().request_key, "at": clock.now()}
    Answer.objects.filter(key=key, at__lt=clock.now() - ANSWER_LIFETIME).delete()
    answer, is_new = Answer.objects.get_or_create(key=key, defaults=columns)
    if not is_new:
        if answer.fingerprint != fingerprint:
            raise KeyReused(key)
        return answer.status, answer.body, {"Idempotent-Replayed": "true", "Original-Request": answer.request_key}
    try:
        answer.status, answer.body = _run(handler, tree, Call(Params(tree), account, path), ids)
    except BadParameter as refused:
        answer.delete()
        return refused.status, refused.body(), {}
    answer.save(update_fields=["status", "body"])
    return answer.status, answer.body, {}


def _run(handler: Handler, tree: dict[str, Any], call: Call, ids: dict[str, str]) -> tuple[int, Shape]:
    """Status and body. Handlers refuse before any write, so nothing is rolled back (used faults stay used)."""
    try:
        paths = call.params.texts("expand")
        return 200, expand(handler(call, **ids), paths)
    except BadParameter:
        raise
    except ProviderError as refused:
        return refused.status, refused.body()


def get_object(rows: "QuerySet[Any]", what: str, key: str, param: str = "id") -> Any:
    """The row of that id in `rows`. Raises NoSuch."""
    row = rows.filter(id=key).first()
    if row is None:
        raise NoSuch(what, key, param)
    return row


def retrieve_handler(rows: "QuerySet[Any]", what: str, shape: Callable[[Any], Shape]) -> Handler:
    """A handler that returns one object by its id. Raises NoSuch."""

    def handler(call: Call, key: str) -> Shape:
        call.params.done()
        return shape(get_object(rows.all(), what, key))

    return handler


def paginate(call: Call, rows: "QuerySet[Any]", shape: Callable[[Any], Shape], **filters: str) -> Shape:
    """A page of objects, newest first: `limit`, `starting_after`, `ending_before`, `created`, and exact filters given
    as column=parameter."""
    for column, name in filters.items():
        if value := call.params.text(name):
            rows = rows.filter(**{column: value})
    rows = _filter_created(rows, call.params)
    limit = call.params.whole("limit", most=100) or 10
    after, before = call.params.text("starting_after"), call.params.text("ending_before")
    call.params.done()
    if before:
        newer = rows.filter(seq__gt=_seq(rows.model, before, "ending_before")).order_by("seq")[: limit + 1]
        page = list(newer)
        return list_object(call.path, [shape(row) for row in reversed(page[:limit])], more=len(page) > limit)
    if after:
        rows = rows.filter(seq__lt=_seq(rows.model, after, "starting_after"))
    page = list(rows.order_by("-seq")[: limit + 1])
    return list_object(call.path, [shape(row) for row in page[:limit]], more=len(page) > limit)


def _seq(model: type[Model], key: str, param: str) -> int:
    return int(get_object(model._default_manager.all(), model._meta.model_name or "object", key, param).seq)


# The API counts in whole seconds: an instant within second 7 is 7, so it is not after 7 and not before it.
BOUNDS = {"gt": ("gte", 1), "gte": ("gte", 0), "lt": ("lt", 0), "lte": ("lt", 1)}


def _filter_created(rows: "QuerySet[Any]", params: Params) -> "QuerySet[Any]":
    if isinstance(params.tree.get("created"), str):
        exact = params.text("created")
        params = Params({"created": {"gte": exact, "lte": exact}})
    span = params.within("created")
    for bound, (lookup, offset) in BOUNDS.items():
        seconds = span.whole(bound, least=0, most=2**40)
        if seconds is not None:
            rows = rows.filter(**{f"created__{lookup}": _instant(seconds + offset)})
    span.done()
    return rows


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
