"""The time zones that people choose from, named by their cities in both languages."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from babel.core import Locale, get_global
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from market.core.base import clock
from market.core.text.bangla import genitive, language_of
from market.core.text.formats import format_when
from market.core.text.locale import language, localize_digits, zone

HOME_ZONE = "Asia/Dhaka"
# Areas of the world with a city below them; the rest are names for machines ("Etc/GMT+6", "posix/…"). Of the cities
# those whose name is known in Bangla too.
AREAS = {
    "Asia/": _lazy("Asia"),
    "Africa/": _lazy("Africa"),
    "America/": _lazy("America"),
    "Australia/": _lazy("Australia"),
    "Europe/": _lazy("Europe"),
    "Atlantic/": _lazy("Atlantic Ocean"),
    "Indian/": _lazy("Indian Ocean"),
    "Pacific/": _lazy("Pacific Ocean"),
}


@cache
def zones() -> tuple[str, ...]:
    """The time zones that can be chosen, home first."""
    aliases = get_global("zone_aliases")
    named = sorted(
        zone
        for zone in available_timezones()
        if zone.startswith(tuple(AREAS)) and zone not in aliases and language_of(place_of(zone, "bn")) == "bn"
    )
    return (HOME_ZONE, *(zone for zone in named if zone != HOME_ZONE))


def place_of(zone: str, language: str = "") -> str:
    """The city that a zone is named by, in the active language (or that one) where the world's names have it."""
    return _place(zone, language or translation.get_language() or "en")


@cache
def _place(zone: str, language: str) -> str:
    names = Locale.parse(language).time_zones
    former = (old for old, new in get_global("zone_aliases").items() if new == zone)  # some are listed by these alone
    listed = (names[name].get("city") for name in (zone, *former) if name in names)
    return next(filter(None, listed), zone.rpartition("/")[2].replace("_", " "))


def time_of(zone: str) -> str:
    """The time of a zone in words: "Dhaka time"; of one without a city its name: "UTC"."""
    place = place_of(zone)
    if not zone.startswith(tuple(AREAS)):
        return place
    return _("%(place)s time") % {"place": genitive(place) if language_of(place) == "bn" else place}


def moment(at: datetime) -> str:
    """An instant by the reader's clock, with its zone: "1 December 2026, 4:06 am Dhaka time"."""
    return _moment(at, zone())


def home_moment(at: datetime) -> str:
    """The same by the clock of Bangladesh, wherever the reader is: deadlines of the programme."""
    return _moment(at, HOME_ZONE)


def _moment(at: datetime, zone: str) -> str:
    when = format_when(at, language(), tz=ZoneInfo(zone))
    return _("%(when)s %(zone)s") % {"when": when, "zone": time_of(zone)}


def zone_choices(chosen: str = HOME_ZONE, device: str = "") -> list[tuple[str, Any]]:
    """The zones for a form, in groups: that of the reader's device ("": not known) and home first, then by area and
    name, each with how far its clock stands from UTC now.

    One that a program chose before and that is not among them stands last.
    """
    first = [device] if device in zones() and device != HOME_ZONE else []
    rest = [zone for zone in zones() if zone not in (*first, HOME_ZONE)]
    return [
        *([(_("On this device"), _labelled(first))] if first else []),
        *_labelled([HOME_ZONE]),
        *((str(name), _labelled(zone for zone in rest if zone.startswith(area))) for area, name in AREAS.items()),
        *([] if chosen in zones() else _labelled([chosen])),
    ]


def _labelled(names: Iterable[str]) -> list[tuple[str, str]]:
    now = clock.now()

    def label(zone: str) -> str:
        offset = f"{now.astimezone(ZoneInfo(zone)):%z}"
        return f"{place_of(zone)} ({localize_digits(f'{offset[:3]}:{offset[3:]}')})"

    return sorted(((zone, label(zone)) for zone in names), key=lambda pair: pair[1])


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    return name in _all()


@cache
def _all() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}  # of the machine, not of a place


def plain_zone(name: str) -> str:
    """The zone under its one name of those that can be chosen: "Asia/Kolkata" is "Asia/Calcutta" here."""
    plain = str(get_global("zone_aliases").get(name, name))
    return plain if is_zone(plain) else name
