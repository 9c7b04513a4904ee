"""The Jinja2 environment of every page: what a template may call."""

from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from market.core import clock, formats, panels
from market.core.bangla import bangla_digits, language_of
from market.core.money import Money

__all__ = ["context", "environment"]


def environment(**options: Any) -> Environment:
    """The environment, with translation, the globals and the filters."""
    env = Environment(  # noqa: S701  # autoescape is on
        **{**options, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=url,
        way=way,
        static=cache(static),
        env=settings.MARKET_ENV,
        now=clock.now,
        panels=panel_html,
    )
    env.filters.update(
        money=money, when=when, day=day, left=left, number=number, said=said, lang_of=language_of, digits=digits
    )
    return env


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page has beside its own: request and user come from Django's backend."""
    return {
        "user": getattr(request, "user", None),
        "language": translation.get_language() or "en",
        "messages": lambda: get_messages(request),
        "save_data": request.headers.get("Save-Data") == "on",
        "path": request.get_full_path(),
    }


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args, kwargs=kwargs)


@cache
def way(name: str) -> str:
    """The address of a page of a higher app, or "" on a site without it: the frame leaves such a link out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@pass_context
def panel_html(found: Context, place: str, **more: Any) -> Markup:
    """The sections that higher apps put into a place of this page."""
    return panels.render(found["request"], place, **more)


def _bangla_digits(found: Context) -> bool:
    return getattr(found.get("user"), "digits", "bangla") == "bangla"


@pass_context
def money(found: Context, amount: Money) -> str:
    """An amount as the person reads it."""
    return formats.format_money(amount, translation.get_language() or "en", _bangla_digits(found))


@pass_context
def number(found: Context, count: int | float) -> str:
    """A number as the person reads it."""
    return formats.format_number(count, translation.get_language() or "en", _bangla_digits(found))


@pass_context
def digits(found: Context, text: object) -> str:
    """A text with its digits as the person reads them, without groups: a year, a number of a thing."""
    bangla = translation.get_language() == "bn" and _bangla_digits(found)
    return bangla_digits(str(text)) if bangla else str(text)


@pass_context
def day(found: Context, at: date | datetime) -> Markup:
    """A day as the person reads it, in a <time>."""
    local = clock.local(at) if isinstance(at, datetime) else at
    shown = formats.format_day(local, translation.get_language() or "en", _bangla_digits(found))
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)


@pass_context
def when(found: Context, at: datetime) -> Markup:
    """An instant as the person reads it, in Dhaka's time, in a <time>."""
    shown = formats.format_when(clock.local(at), translation.get_language() or "en", _bangla_digits(found))
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)


@pass_context
def left(found: Context, due: datetime) -> str:
    """How long until an instant, in words ("14 days left")."""
    return formats.format_left(due - clock.now(), translation.get_language() or "en", _bangla_digits(found))


def said(text: str) -> Markup:
    """What a person wrote, escaped, with its language and its line breaks."""
    lines = Markup("<br>").join(escape(line) for line in str(text).splitlines())
    return Markup('<span lang="{}">{}</span>').format(language_of(text), lines)
