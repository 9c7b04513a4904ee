"""Trainees hear what is new in a class: at once, and then of all that is added within an hour together."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.events import emit
from market.core.text.locale import by_language
from market.training.classes import events
from market.training.classes.models import class_name
from market.training.classes.people import trainees_of
from market.training.models import ClassSession

SELDOM = timedelta(hours=1)


def tell_news(session: ClassSession, *, by: User, besides: Iterable[User] = ()) -> None:
    """Tell the trainees of a class, which is locked, that something was added: at most once in an hour.

    Those `besides` hear of it by a notification of their own.
    """
    now = clock.now()
    if session.told_at is None or session.told_at <= now - SELDOM:
        _tell(session, by, {by.pk, *(each.pk for each in besides)})
    elif session.tell_at is None:
        session.tell_at = session.told_at + SELDOM
        session.save(update_fields=["tell_at"])


@atomic
def tell_waiting_news(*, session_id: int) -> None:
    """Tell what was added to a class since the trainees heard of it last."""
    rows = ClassSession.objects.filter(tell_at__lte=clock.now()).select_related("batch")
    session = rows.select_for_update(of=("self",), no_key=True).filter(pk=session_id).first()
    if session is not None:
        _tell(session, None, set())


def _tell(session: ClassSession, by: User | None, but: set[int]) -> None:
    what = by_language(lambda: ", ".join(_added_since(session)))
    session.told_at, session.tell_at = clock.now(), None
    session.save(update_fields=["told_at", "tell_at"])
    if any(what.values()):  # it may have been removed meanwhile
        named = by_language(lambda: class_name(session.kind, session.number))
        news = events.ClassHasNews(batch=session.batch.code, session=named, what=what)
        emit(news, on=session, by=by, to=[each for each in trainees_of(session.batch) if each.pk not in but])


def _added_since(session: ClassSession) -> list[str]:
    """In words of the active language, what was added since the trainees heard of the class last."""
    every: list[tuple[str, QuerySet, str]] = [  # type: ignore[type-arg]  # of several models
        (gettext("material"), session.materials.all(), "added_at"),
        (gettext("a task"), session.tasks.all(), "added_at"),
        (gettext("a recording"), session.recordings.all(), "added_at"),
        (gettext("an answer"), session.questions.all(), "answered_at"),
    ]
    since = {} if session.told_at is None else {"gt": session.told_at}
    return [
        words
        for words, rows, column in every
        if rows.filter(**{f"{column}__isnull": False}, **{f"{column}__{how}": at for how, at in since.items()}).exists()
    ]
