"""How a call is answered: who calls, with which parameters, once per Idempotency-Key, in Stripe's JSON.

The calls themselves stand in `payment_calls` and `connect_calls`.
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
from market.sandbox.books import new_id
from market.sandbox.bus import API_VERSION, Cause, cause, take
from market.sandbox.expansion import expand
from market.sandbox.models import Answer, Fault
from market.sandbox.params import Params, parse
from market.sandbox.refusals import BadParameter, KeyReused, NoSuch, ProviderError
from market.sandbox.serializers import Shape, listed

log = logging.getLogger(__name__)
KEPT = timedelta(hours=24)
SLOW_MOST = 30


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its parameters (without `expand`), the connected account that it speaks for or "", its path."""

    params: Params
    account: str
    path: str


Handler = Callable[..., Shape]


def endpoint(*, get: Handler | None = None, post: Handler | None = None) -> Callable[..., HttpResponse]:
    """The view of one path of the provider's API. A handler takes the Call and the ids in the path."""
    handlers = {"GET": get, "POST": post}

    @csrf_exempt  # programs call it, with a key and without cookies, as they call Stripe
    def view(request: HttpRequest, **ids: str) -> HttpResponse:
        why = Cause(
            request_key=new_id("req"),
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            api_version=request.headers.get("Stripe-Version", API_VERSION),
        )
        set_before = cause.set(why)
        try:
            status, body, headers = _answer(request, handlers.get(request.method or ""), ids)
        finally:
            cause.reset(set_before)
        response = JsonResponse(body, status=status, json_dumps_params={"indent": 2})
        for name, value in {"Request-Id": why.request_key, "Stripe-Version": why.api_version, **headers}.items():
            response[name] = value
        return response

    return view


Answered = tuple[int, Shape, dict[str, str]]


def _answer(request: HttpRequest, handler: Handler | None, ids: dict[str, str]) -> Answered:
    try:
        _authenticate(request)
        if handler is None:
            raise ProviderError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)
        if fault := _planned(Fault.Kind.SLOW):
            time.sleep(min(fault.seconds, SLOW_MOST))
        if _planned(Fault.Kind.API_ERROR):
            raise ProviderError("An error occurred with our connection to our systems.", status=500)
        answered = _answer_once(request, handler, ids)
        if request.method == "POST" and _planned(Fault.Kind.LOST_ANSWER):
            return 502, ProviderError("The answer was lost on its way.", status=502).body(), {}
    except ProviderError as refused:
        return refused.status, refused.body(), {}
    except Exception:
        log.exception("the local payment provider failed at %s", request.path)
        return 500, ProviderError("The local provider has a fault; see its log.", status=500).body(), {}
    return answered


@atomic
def _planned(kind: Fault.Kind) -> Fault | None:
    return take(kind)


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


@atomic
def _answer_once(request: HttpRequest, handler: Handler, ids: dict[str, str]) -> Answered:
    """Run the handler, or give the stored answer of the same call. A twin waits here for the first one's commit."""
    sent = request.body.decode() if request.method == "POST" else request.META["QUERY_STRING"]
    tree, account = parse(sent), request.headers.get("Stripe-Account", "")
    path = "/v1/" + request.path.partition("/v1/")[2]
    key = cause.get().idempotency_key if request.method == "POST" else ""
    if not key:
        return *_run(handler, tree, Call(Params(tree), account, path), ids), {}
    mark = hashlib.sha256(json.dumps([path, account, tree], sort_keys=True).encode()).hexdigest()
    columns = {"fingerprint": mark, "request_key": cause.get().request_key, "at": clock.now()}
    Answer.objects.filter(key=key, at__lt=clock.now() - KEPT).delete()
    answer, fresh = Answer.objects.get_or_create(key=key, defaults=columns)
    if not fresh:
        if answer.fingerprint != mark:
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
    """Status and body. A refusal comes before any write, so nothing is undone for it (planned faults stay used up)."""
    try:
        wanted = call.params.texts("expand")
        return 200, expand(handler(call, **ids), wanted)
    except BadParameter:
        raise
    except ProviderError as refused:
        return refused.status, refused.body()


def one(rows: "QuerySet[Any]", what: str, key: str, param: str = "id") -> Any:
    """The object of that id among `rows`. Raises NoSuch."""
    found = rows.filter(id=key).first()
    if found is None:
        raise NoSuch(what, key, param)
    return found


def read(rows: "QuerySet[Any]", what: str, shape: Callable[[Any], Shape]) -> Handler:
    """A handler that gives one object by its id. Raises NoSuch."""

    def handler(call: Call, key: str) -> Shape:
        call.params.done()
        return shape(one(rows.all(), what, key))

    return handler


def listing(call: Call, rows: "QuerySet[Any]", shape: Callable[[Any], Shape], **filters: str) -> Shape:
    """A page of objects, newest first: `limit`, `starting_after`, `ending_before`, `created`, and exact filters given
    as column=parameter."""
    for column, name in filters.items():
        if value := call.params.text(name):
            rows = rows.filter(**{column: value})
    rows = _within(rows, call.params)
    limit = call.params.whole("limit", most=100) or 10
    after, before = call.params.text("starting_after"), call.params.text("ending_before")
    call.params.done()
    if before:
        newer = rows.filter(seq__gt=_seq(rows.model, before, "ending_before")).order_by("seq")[: limit + 1]
        found = list(newer)
        return listed(call.path, [shape(row) for row in reversed(found[:limit])], more=len(found) > limit)
    if after:
        rows = rows.filter(seq__lt=_seq(rows.model, after, "starting_after"))
    found = list(rows.order_by("-seq")[: limit + 1])
    return listed(call.path, [shape(row) for row in found[:limit]], more=len(found) > limit)


def _seq(model: type[Model], key: str, param: str) -> int:
    return int(one(model._default_manager.all(), model._meta.model_name or "object", key, param).seq)


# The API counts in whole seconds: an instant within second 7 is 7, so it is not after 7 and not before it.
BOUNDS = {"gt": ("gte", 1), "gte": ("gte", 0), "lt": ("lt", 0), "lte": ("lt", 1)}


def _within(rows: "QuerySet[Any]", params: Params) -> "QuerySet[Any]":
    if isinstance(params.tree.get("created"), str):
        exact = params.text("created")
        params = Params({"created": {"gte": exact, "lte": exact}})
    span = params.within("created")
    for bound, (lookup, more) in BOUNDS.items():
        seconds = span.whole(bound, least=0, most=2**40)
        if seconds is not None:
            rows = rows.filter(**{f"created__{lookup}": _instant(seconds + more)})
    span.done()
    return rows


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
