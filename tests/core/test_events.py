"""Every declared event has its texts in both languages, and fills every placeholder of them."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from moneyed import Money

from market.accounts.models import User
from market.core.base import events
from market.core.base.events import JOBS, Event, NotificationType, Sentence, emit
from market.core.base.payloads import HomeTime, Written, render_payload, serialize_payload
from market.core.text.locale import override

ACTOR = User(pk=1, display_name="Carla")
SAMPLES = {
    str: "Logo",
    int: 3,
    bool: True,
    Money: Money("120.50", "USD"),
    datetime: datetime(2026, 11, 25, 9, tzinfo=UTC),
    date: date(2026, 11, 25),
    HomeTime: HomeTime(datetime(2026, 11, 25, 9, tzinfo=UTC)),
    User: User(pk=2, display_name="Farida"),
    Written: Written(ACTOR, "Please make it blue."),
}
DECLARED = [each for each in events.events() if each.__module__.startswith("market.")]


class Row:
    """The subject of an event: every attribute that `payload` reads is a text."""

    def __getattr__(self, name: str) -> "Row":
        if name.startswith("__"):
            raise AttributeError(name)
        return Row()

    def __str__(self) -> str:
        return "Shop"


def sample(hint: Any) -> Any:
    """A value of a field's type; for `X | None` one of X."""
    if NoneType in get_args(hint):
        return sample(next(each for each in get_args(hint) if each is not NoneType))
    if get_origin(hint) is Mapping:
        return {"en": "Reasons", "bn": "কারণ"}
    return next(iter(hint)) if isinstance(hint, type) and issubclass(hint, Enum) else SAMPLES[hint]


def payload_of(declared: type[Event]) -> dict[str, Any]:
    hints = get_type_hints(declared, localns={"User": User})
    event = declared(**{each.name: sample(hints[each.name]) for each in fields(declared)})
    payload = event.payload(on=Row(), by=ACTOR)
    event.audit_facts(payload, on=Row())
    return payload


def filled_texts(declared: type[Event]) -> dict[str, Sentence]:
    """Texts with placeholders, by name."""
    notification = declared.notification
    filled = {"subject": notification.subject, "body": notification.body} if notification is not None else {}
    if notification is not None and notification.untitled is not None:
        filled |= dict(zip(("untitled subject", "untitled body"), notification.untitled, strict=True))
    return filled | ({"system message": declared.system_message} if declared.system_message else {})


def fixed_texts(declared: type[Event]) -> dict[str, Sentence]:
    """Texts without placeholders, by name."""
    notification, webhook = declared.notification, declared.webhook
    shown = {"action": notification.action, "label": notification.label} if notification is not None else {}
    return shown | ({"webhook": webhook.label} if webhook is not None else {})


def rendered_texts(declared: type[Event], language: str) -> dict[str, str]:
    """All texts with the payload filled in, after a round trip through JSON as for notifications and mails."""
    stored = json.loads(json.dumps(serialize_payload(payload_of(declared))))
    with override(language):
        facts = render_payload(stored)
        filled = {name: str(text) % facts for name, text in filled_texts(declared).items()}
        return filled | {name: str(text) for name, text in fixed_texts(declared).items()}


def raw_texts(declared: type[Event], language: str) -> dict[str, str]:
    with override(language):
        return {name: str(text) for name, text in {**filled_texts(declared), **fixed_texts(declared)}.items()}


def faults_of(declared: type[Event]) -> list[str]:
    """The faults of a declaration, each with the event's code."""
    problems = []
    for language in ("en", "bn"):
        try:
            texts = rendered_texts(declared, language)
        except KeyError as missing:
            return [f"{declared.code}: no field {missing}"]
        problems += [f"{name} is empty" for name, text in texts.items() if not text.strip()]
        problems += [f"{name} is not filled: {text}" for name, text in texts.items() if "%(" in text]
    bangla = raw_texts(declared, "bn")
    problems += [f"{name} is not in Bangla" for name, text in raw_texts(declared, "en").items() if bangla[name] == text]
    has_consumer = declared.notification or declared.system_message or declared.webhook
    if declared.audited is None and not has_consumer:
        problems.append("nobody hears of it, and it is not recorded")
    if declared.notification is not None and declared.notification.group not in events.GROUPS:
        problems.append(f"no group {declared.notification.group}")
    problems += [f"audits {name}, no field" for name in set(declared.audited or ()) - payload_of(declared).keys()]
    return [f"{declared.code}: {each}" for each in problems]


def test_every_event_has_its_texts_in_both_languages():
    assert DECLARED
    assert [each for declared in DECLARED for each in faults_of(declared)] == []


@pytest.fixture
def _restored_registry(monkeypatch):
    """Remove the events that a test declares."""
    monkeypatch.setattr(events, "_events", dict(events._events))


@pytest.mark.usefixtures("_restored_registry")
def test_misspelt_placeholder_is_a_fault():
    class Closed(Event, code="test.closed"):
        job: str
        notification = NotificationType("%(jobb)s is closed", "Thank you.", "A job is closed", JOBS)

    assert faults_of(Closed) == ["test.closed: no field 'jobb'"]


@pytest.mark.usefixtures("_restored_registry")
def test_missing_and_empty_texts_are_faults():
    class Unused(Event, code="test.untold"):
        audited = None

    class English(Event, code="test.english"):
        audited = ("job",)
        notification = NotificationType("It is closed", " ", "A job is closed", "no group")

    assert faults_of(Unused) == ["test.untold: nobody hears of it, and it is not recorded"]
    assert "test.english: subject is not in Bangla" in faults_of(English)
    assert "test.english: body is empty" in faults_of(English)
    assert "test.english: no group no group" in faults_of(English)
    assert "test.english: audits job, no field" in faults_of(English)


@pytest.mark.usefixtures("_restored_registry")
def test_event_code_must_be_unique():
    with pytest.raises(ValueError, match=DECLARED[0].code):
        type("Twin", (Event,), {}, code=DECLARED[0].code)


@pytest.mark.usefixtures("_restored_registry")
def test_event_without_a_value_that_its_sentence_uses_is_refused():
    class Postponed(Event, code="test.postponed"):
        due: datetime | None = None
        audited = None
        notification = NotificationType("It is due on %(due)s", "Thank you.", "A job is postponed", JOBS)

    emit(Postponed(due=SAMPLES[datetime]), on=ACTOR, by=None)
    with pytest.raises(ValueError, match="test.postponed: its sentences use due, of which"):
        emit(Postponed(), on=ACTOR, by=None)
