"""Answers to requests that reach no view, as small pages or, to programs, as problem details."""

import json
from collections.abc import Iterable
from html import escape
from http import HTTPStatus

from django.conf import settings
from django.utils import translation

from market.core.api.problems import problem
from market.core.base.outage import DatabaseGone, unavailable_page

Headers = list[tuple[bytes, bytes]]
RETRY_AFTER = 10  # seconds
SENTENCES = {
    400: ("This request is not valid.", "অনুরোধটি ঠিক নয়।"),
    401: (
        "You are not signed in. Go back: what you typed is still there. Sign in in another tab, then send it again.",
        "আপনি সাইন ইন করা নেই। আগের পাতায় ফিরুন: যা লিখেছেন তা আছে। অন্য ট্যাবে সাইন ইন করে আবার পাঠান।",
    ),
    408: ("The connection was too slow. Please try again.", "সংযোগ খুব ধীর ছিল। আবার চেষ্টা করুন।"),
    413: (
        "This is too large to send. Go back: what you typed is still there. Choose smaller files, or fewer at once.",
        "এটি পাঠানোর জন্য অনেক বড়। আগের পাতায় ফিরুন: যা লিখেছেন তা আছে। ছোট ফাইল বেছে নিন, বা একসঙ্গে কম পাঠান।",
    ),
    431: (
        "Your browser sent too much along with its request. Delete this site's cookies, then try again.",
        "আপনার ব্রাউজার অনুরোধের সঙ্গে বেশি তথ্য পাঠিয়েছে। এই সাইটের কুকি মুছে আবার চেষ্টা করুন।",
    ),
    503: (
        "Too much is going on here right now. Please try again in a moment.",
        "এই মুহূর্তে এখানে খুব ভিড়। একটু পরে আবার চেষ্টা করুন।",
    ),
}
HOME = {"en": "To the first page", "bn": "প্রথম পাতায় যান"}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Amar Kaj</title><style>body{{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto 0;\
padding:0 1.25rem;color:#1d2521;background:#fbfaf7}}.other{{color:#55635c}}a{{color:#0b6b4b}}</style></head>
<body><p><a href="/"><b lang="bn">আমার কাজ</b> · Amar Kaj</a></p><p lang="{language}">{first}</p>\
<p class="other" lang="{other}">{second}</p><p><a href="/">{home}</a></p></body></html>
"""


def early_answer(status: int, path: str = "", headers: Iterable[tuple[bytes, bytes]] = ()) -> tuple[Headers, bytes]:
    """Headers and body. Both languages at once: nobody has looked yet who asks. Theirs stands first, by their cookie or
    browser."""
    english, bangla = SENTENCES[status]
    language = _language(dict(headers))
    first, second = (bangla, english) if language == "bn" else (english, bangla)
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": first, "status": status, "code": "not_taken_in", "errors": {}}
        kind, text = (
            b"application/problem+json",
            json.dumps({**problem, "detail": f"{first} {second}"}, ensure_ascii=False),
        )
    else:
        other = "en" if language == "bn" else "bn"
        kind = b"text/html; charset=utf-8"
        page = {"language": language, "other": other, "home": HOME[language]}
        text = PAGE.format(**page, first=escape(first), second=escape(second))
    return _answer(status, kind, text)


def answer_without_database(
    status: int, path: str = "", headers: Iterable[tuple[bytes, bytes]] = ()
) -> tuple[Headers, bytes]:
    """The same, while the database is gone: the page of it, or what the API says of it."""
    with translation.override(_language(dict(headers))):
        if not path.startswith("/api/"):
            return _answer(status, b"text/html; charset=utf-8", unavailable_page(DatabaseGone()))
        document = {**problem(status, DatabaseGone.code, str(DatabaseGone())).data}
    return _answer(status, b"application/problem+json", json.dumps(document, ensure_ascii=False))


def _answer(status: int, kind: bytes, text: str) -> tuple[Headers, bytes]:
    body = text.encode()
    more = [(b"retry-after", str(RETRY_AFTER).encode())] if status == 503 else []
    return [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *more,
    ], body


def on_the_wire(status: int, path: str = "", headers: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    """The whole answer as bytes, for where there is no server between us and the line."""
    lines, body = early_answer(status, path, headers)
    head = b"".join(b"%s: %s\r\n" % line for line in lines)
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode() + head + b"\r\n" + body


def _language(headers: dict[bytes, bytes]) -> str:
    cookies = dict(
        each.strip().partition("=")[::2] for each in headers.get(b"cookie", b"").decode("latin-1").split(";")
    )
    wanted = cookies.get(settings.LANGUAGE_COOKIE_NAME) or headers.get(b"accept-language", b"").decode("latin-1")[:2]
    return "bn" if wanted.lower() == "bn" else "en"
