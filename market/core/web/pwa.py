"""What an installed site needs: the manifest, the service worker with the list of files it keeps, and its version."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

SCRIPT = "core/sw.js"
# What every page needs. Fonts come with the first Bangla page that is read, so that nobody pays for them in vain.
FILES = (
    "core/look.css",
    "core/page.js",
    "core/forms.js",
    "core/device.js",
    "core/offline.js",
    "core/name.svg",
    "core/mark.svg",
    "core/mark-192.png",
    "core/mark-badge-96.png",
    "realtime/live.js",
)
OFFLINE = ("/offline/en/", "/offline/bn/")


def _content(name: str) -> bytes:
    """The bytes of a static file, wherever its app keeps it; nothing for one of an app that is not there."""
    path = finders.find(name)
    return Path(str(path)).read_bytes() if path else b""


@cache
def version() -> str:
    """Changes with any file that the worker keeps, and with the worker itself."""
    mark = hashlib.sha256(_content(SCRIPT))
    for name in FILES:
        mark.update(_content(name))
    for address in (static(name) for name in FILES):
        mark.update(address.encode())
    return mark.hexdigest()[:12]


@cache
def service_worker() -> str:
    """The worker's script, with its version and the addresses that it keeps."""
    begin = {
        "VERSION": version(),
        "SHELL": [static(name) for name in FILES if finders.find(name)],
        "OFFLINE": {address.split("/")[2]: address for address in OFFLINE},
        "ICON": static("core/mark-192.png"),
        "BADGE": static("core/mark-badge-96.png"),
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in begin.items())
    return head + _content(SCRIPT).decode()


def manifest(language: str) -> dict[str, object]:
    """The web app manifest in a language: the name is the same in both."""
    with translation.override(language):
        ways = (("/my-work/", _("My work")), ("/messages/", _("Messages")), ("/jobs/", _("Find work")))
        return {
            "id": "/",
            "name": "আমার কাজ" if language == "bn" else "আমার কাজ · Amar Kaj",
            "short_name": "আমার কাজ",
            "description": _("Paid work for certified women graduates, from all 64 districts."),
            "lang": language,
            "dir": "ltr",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf8f3",
            "theme_color": "#faf8f3",
            "categories": ["business", "productivity"],
            "icons": [_icon(name, size, use) for name, size, use in ICONS],
            "shortcuts": [{"name": words, "url": address} for address, words in ways],
        }


ICONS = (
    ("core/mark-192.png", 192, "any"),
    ("core/mark-512.png", 512, "any"),
    ("core/mark-maskable-192.png", 192, "maskable"),
    ("core/mark-maskable-512.png", 512, "maskable"),
)


def _icon(name: str, size: int, use: str) -> dict[str, str]:
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": use}
