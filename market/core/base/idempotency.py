"""Idempotency-Key: the same request sent again gets the stored answer, and is never executed twice."""

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.models import StoredAnswer

if TYPE_CHECKING:
    from market.accounts.models import User

KEPT = timedelta(hours=24)
UNDER_WAY = timedelta(minutes=2)  # past this a request without an answer has died and its key is free again


class KeyReused(DomainError):
    help = "programs#api"
    code = "idempotency_key_reused"
    sentence = _("This Idempotency-Key was used for another request.")


class TwinUnderWay(DomainError):
    help = "programs#api"
    code = "idempotency_twin_under_way"
    sentence = _("The same request is still under way.")


class KeyTooLong(Invalid):
    help = "programs#api"
    code = "idempotency_key_too_long"
    sentence = _("An Idempotency-Key has 255 characters at most.")


def fingerprint(method: str, path: str, payload: Any) -> str:
    """What makes two requests the same: method, path and body."""
    return hashlib.sha256(json.dumps([method, path, payload], sort_keys=True, default=str).encode()).hexdigest()


def claim_key(*, user: "User", key: str, mark: str) -> StoredAnswer:
    """The row of this key: with a status if it was answered before, else claimed for the caller.

    Raises KeyTooLong, KeyReused for another request under the key, TwinUnderWay while the first has no answer yet.
    """
    if len(key) > 255:
        raise KeyTooLong
    instant = clock.wall()
    StoredAnswer.objects.filter(user=user, key=key, at__lt=instant - KEPT).delete()
    StoredAnswer.objects.filter(user=user, key=key, status=None, at__lt=instant - UNDER_WAY).delete()
    try:
        with atomic():
            return StoredAnswer.objects.create(user=user, key=key, fingerprint=mark, at=instant)
    except IntegrityError:
        stored = StoredAnswer.objects.filter(user=user, key=key).first()
    if stored is None:  # released between the two statements
        raise TwinUnderWay
    if stored.fingerprint != mark:
        raise KeyReused
    if stored.status is None:
        raise TwinUnderWay
    return stored


def store_answer(answer: StoredAnswer, *, status: int, body: Any) -> None:
    """Store the answer. A fault of ours (5xx) or a limit (429) frees the key, so that it can be tried again."""
    if status >= 500 or status == 429:
        answer.delete()
    else:
        StoredAnswer.objects.filter(pk=answer.pk).update(status=status, body=body)
