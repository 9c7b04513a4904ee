"""The Jinja2 environment of every page: what a template may call."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from market.core.base import clock, demonstration, google, sms
from market.core.base.help_links import help_address
from market.core.base.money import Money
from market.core.base.time_zones import home_moment, moment, place_of, time_of
from market.core.text import formats, locale
from market.core.text.bangla import language_of
from market.core.text.contact import masked, text_for
from market.core.web import slots
from market.core.web.fragment_cache import fragment, leading_here, placeholder
from market.core.web.middleware import is_shared
from market.core.web.returning import page_before
from market.core.web.sign_in_reasons import sign_in_reason

__all__ = ["context", "environment"]


SIGNING_IN = {"has_sms": sms.is_on, "has_google": google.is_on, "sign_in_reason": sign_in_reason}


def environment(**options: Any) -> Environment:
    """The environment, with translation, the globals and the filters."""
    env = Environment(  # noqa: S701  # autoescape is on
        **{**options, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        _spelt(translation.gettext), _spelt(translation.ngettext), newstyle=True, pgettext=_spelt(translation.pgettext)
    )
    env.globals.update(
        url=url,
        url_or_empty=url_or_empty,
        static=cache(static),
        env=settings.MARKET_ENV,
        site_url=settings.SITE_URL,
        now=clock.now,
        slot=slot_html,
        return_to=return_to,
        help_address=help_address,
        zone=locale.zone,
        zone_words=zone_words,
        day_elsewhere=day_elsewhere,
        place_of=place_of,
        fragment=fragment,
        placeholder=placeholder,
        loading=loading,
        symbols=formats.SYMBOLS,
        leading_here=leading_here,
        is_shared=is_shared,
        **SIGNING_IN,
    )
    env.filters.update(
        **{name: _anew(show) for name, show in FOR_READERS.items()},
        user_text=user_text,
        linked_text=linked_text,
        lang_of=language_of,
        masked=masked,
        written_by=written_by,
    )
    return env


def loading() -> str:
    """That the demonstration data of a test site is not all there yet, or nothing."""
    percent = demonstration.now.percent
    if demonstration.now.failed:
        return " " + translation.gettext("The demonstration data could not be loaded whole: see the terminal.")
    if percent is None or percent >= 100:
        return ""
    text = translation.gettext("Demonstration data is still loading: %(percent)s%%.")
    return " " + text % {"percent": formats.format_number(percent, locale.language())}


@pass_context
def written_by(context: Context, text: str, writer: int | None) -> str:
    """A filter: what a user wrote, as the reader of the page may read it; see `text_for`."""
    return text_for(context["user"].pk, text, writer=writer)


def _spelt(translate: Callable[..., str]) -> Callable[..., str]:
    return lambda *words: locale.translated(translate(*words))


def _anew(show: Callable[..., str]) -> Callable[..., str]:
    """The same as a filter that is asked each time: Jinja works out a plain one on a constant once, for all readers."""

    @pass_context
    def filter_of(_context: Context, *words: Any) -> str:
        return show(*words)

    return filter_of


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page has beside its own: request and user come from Django's backend."""
    return {
        "user": getattr(request, "user", None),
        "language": locale.language(),
        "messages": lambda: get_messages(request),
        "save_data": request.headers.get("Save-Data") == "on",
        "path": request.get_full_path(),
    }


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


@cache
def url_or_empty(name: str, *args: object) -> str:
    """The address of a page of a higher app, or "" on a site without it: the frame leaves such a link out."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@pass_context
def slot_html(context: Context, name: str, **more: Any) -> Markup:
    """What higher apps render into a slot of this page."""
    return slots.render(context["request"], name, **more)


@pass_context
def return_to(context: Context) -> str:
    """The page to lead back to, see `page_before`; "" for none."""
    return page_before(context["request"])


def money(amount: Money) -> str:
    """An amount in the reader's locale."""
    return formats.format_money(amount, locale.language())


def number(count: int | float) -> str:
    """A number in the reader's locale."""
    return formats.format_number(count, locale.language())


def percent(count: int | float) -> str:
    """A filter: a number of hundredths in the reader's locale, with its sign: "85%"."""
    return number(count) + "%"


def day(at: date | datetime) -> Markup:
    """A day in the reader's locale, of an instant the one that it is where the reader is, in a <time>."""
    local = locale.local(at) if isinstance(at, datetime) else at
    shown = formats.format_day(local, locale.language())
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)


def when(at: datetime) -> Markup:
    """An instant in the reader's locale and time zone, in a <time>."""
    shown = formats.format_when(locale.local(at), locale.language())
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)


def span(from_at: datetime, until_at: datetime) -> Markup:
    """From one instant to another in the reader's locale and time zone; the day once where it is the same."""
    begin, end = locale.local(from_at), locale.local(until_at)
    if begin.date() != end.date():
        return Markup("{} – {}").format(when(from_at), when(until_at))
    shown = formats.format_clock(end, locale.language())
    return Markup('{} – <time datetime="{}">{}</time>').format(when(from_at), until_at.isoformat(), shown)


def moment_of(at: datetime) -> Markup:
    """An instant in the reader's locale with its time zone in words, in a <time>."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), moment(at))


def home_moment_of(at: datetime) -> Markup:
    """An instant by the clock of Bangladesh, which it names, in a <time>."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), home_moment(at))


def zone_words(zone: str = "") -> str:
    """The reader's time, or that of a zone, in words: "Dhaka time"."""
    return time_of(zone or locale.zone())


def day_elsewhere(at: datetime, zone: str) -> date | None:
    """The day of an instant in another zone; None where it is the reader's day too."""
    there = at.astimezone(ZoneInfo(zone)).date()
    return None if there == locale.local(at).date() else there


def left(due: datetime) -> str:
    """How long until an instant, in words ("14 days left")."""
    return formats.format_left(due - clock.now(), locale.language())


def file_size(size: int) -> str:
    """A filter: a number of bytes as people read it."""
    return formats.format_size(size, locale.language())


ADDRESS = re.compile(r"""(https?://[^\s<>"']*[^\s<>"'.,:;!?)\]}।])""")
FOR_READERS: dict[str, Callable[..., str]] = {
    "money": money,
    "number": number,
    "percent": percent,
    "file_size": file_size,
    "day": day,
    "when": when,
    "span": span,
    "moment": moment_of,
    "home_moment": home_moment_of,
    "left": left,
    "digits": locale.localize_digits,
    "localized": locale.localize_numbers,
}


def user_text(text: str, line: Callable[[str], Markup] = escape) -> Markup:
    """A filter: what a user wrote, each `line` escaped, with its language and its line breaks."""
    lines = Markup("<br>").join(line(each) for each in str(text).splitlines())
    return Markup('<span lang="{}">{}</span>').format(language_of(text), lines)


def linked_text(text: str) -> Markup:
    """A filter: the same with its web addresses as links, as bubbles.js draws them."""
    return user_text(text, _with_links)


def _with_links(line: str) -> Markup:
    link = Markup('<a href="{0}" rel="nofollow noopener noreferrer" target="_blank">{0}</a>')
    parts = ADDRESS.split(line)  # every second one is an address
    return Markup().join(link.format(part) if at % 2 else escape(part) for at, part in enumerate(parts))
