"""Every declared event says what it has to say, in both languages, with all that its sentences ask for."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from moneyed import Money

from market.accounts.models import User
from market.core.base import events
from market.core.base.events import JOBS, Event, NotificationType, Sentence
from market.core.base.payloads import Written, render_payload, serialize_payload
from market.core.text.locale import override

ACTOR = User(pk=1, display_name="Carla")
SAMPLES = {
    str: "Logo",
    int: 3,
    bool: True,
    Money: Money("120.50", "USD"),
    datetime: datetime(2026, 11, 25, 9, tzinfo=UTC),
    User: User(pk=2, display_name="Farida"),
    Written: Written(ACTOR, "Please make it blue."),
}
DECLARED = [each for each in events.events() if each.__module__.startswith("market.")]


class Row:
    """What an event happens to: whatever its `payload` reads of it is a text."""

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


def sentences(declared: type[Event]) -> dict[str, Sentence]:
    """What is filled when it is read, by name."""
    said = declared.notification
    filled = {"subject": said.subject, "body": said.body} if said is not None else {}
    return filled | ({"system message": declared.system_message} if declared.system_message else {})


def labels(declared: type[Event]) -> dict[str, Sentence]:
    """What is shown as it stands, by name."""
    said, webhook = declared.notification, declared.webhook
    shown = {"action": said.action, "label": said.label} if said is not None else {}
    return shown | ({"webhook": webhook.label} if webhook is not None else {})


def read(declared: type[Event], language: str) -> dict[str, str]:
    """All of it as it is read: stored as JSON, then filled as the bell, mails and conversations do."""
    stored = json.loads(json.dumps(serialize_payload(payload_of(declared))))
    with override(language):
        facts = render_payload(stored)
        filled = {name: str(text) % facts for name, text in sentences(declared).items()}
        return filled | {name: str(text) for name, text in labels(declared).items()}


def unfilled(declared: type[Event], language: str) -> dict[str, str]:
    with override(language):
        return {name: str(text) for name, text in {**sentences(declared), **labels(declared)}.items()}


def faults(declared: type[Event]) -> list[str]:
    """What is wrong with a declaration, with its code."""
    found = []
    for language in ("en", "bn"):
        try:
            texts = read(declared, language)
        except KeyError as missing:
            return [f"{declared.code}: no field {missing}"]
        found += [f"{name} is empty" for name, text in texts.items() if not text.strip()]
        found += [f"{name} is not filled: {text}" for name, text in texts.items() if "%(" in text]
    bangla = unfilled(declared, "bn")
    found += [f"{name} is not in Bangla" for name, text in unfilled(declared, "en").items() if bangla[name] == text]
    heard_of = declared.notification or declared.system_message or declared.webhook
    if declared.audited is None and not heard_of:
        found.append("nobody hears of it, and it is not recorded")
    if declared.notification is not None and declared.notification.group not in events.GROUPS:
        found.append(f"no group {declared.notification.group}")
    found += [f"audits {name}, no field" for name in set(declared.audited or ()) - payload_of(declared).keys()]
    return [f"{declared.code}: {each}" for each in found]


def test_every_event_has_its_sentences_in_both_languages():
    assert DECLARED
    assert [each for declared in DECLARED for each in faults(declared)] == []


@pytest.fixture
def _no_trace(monkeypatch):
    """What a test declares is gone after it."""
    monkeypatch.setattr(events, "_events", dict(events._events))


@pytest.mark.usefixtures("_no_trace")
def test_a_misspelt_placeholder_is_found():
    class Closed(Event, code="test.closed"):
        job: str
        notification = NotificationType("%(jobb)s is closed", "Thank you.", "A job is closed", JOBS)

    assert faults(Closed) == ["test.closed: no field 'jobb'"]


@pytest.mark.usefixtures("_no_trace")
def test_what_lacks_or_says_nothing_is_found():
    class Untold(Event, code="test.untold"):
        audited = None

    class English(Event, code="test.english"):
        audited = ("job",)
        notification = NotificationType("It is closed", " ", "A job is closed", "no group")

    assert faults(Untold) == ["test.untold: nobody hears of it, and it is not recorded"]
    assert "test.english: subject is not in Bangla" in faults(English)
    assert "test.english: body is empty" in faults(English)
    assert "test.english: no group no group" in faults(English)
    assert "test.english: audits job, no field" in faults(English)


@pytest.mark.usefixtures("_no_trace")
def test_a_code_has_one_event():
    with pytest.raises(ValueError, match=DECLARED[0].code):
        type("Twin", (Event,), {}, code=DECLARED[0].code)
