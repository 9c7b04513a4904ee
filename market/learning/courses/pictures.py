"""Pictures of courses: which are taken. A drawing is SVG of plain shapes and words; nothing in it acts or loads."""

import re
from io import BytesIO
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

MOST_BYTES, LONGEST_SIDE = 100_000, 4000  # few bytes may be a picture for which a phone has no memory
SVG = "image/svg+xml"
RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
ACTS = _("This drawing holds more than plain shapes and words.")
NAMESPACE = "{http://www.w3.org/2000/svg}"
LOADS = re.compile(r"url\(\s*(?![\s'\"#]|$)|url\(\s*['\"]\s*(?![\s#])|@|\\", re.IGNORECASE)  # or hides that it does
STYLED = re.compile(rb"<\?(?!xml\s)")  # by a sheet from elsewhere
USE, MOST_USES, MOST_LEVELS = f"{NAMESPACE}use", 100, 2
ELEMENTS = {
    *("svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
    *("text", "tspan", "marker", "linearGradient", "radialGradient", "stop", "clipPath", "use", "symbol", "pattern"),
}


def type_of(content: bytes) -> str | Promise:
    """The content type of a picture, as a plain `str`; a sentence that says what is wrong where it is not taken."""
    if len(content) > MOST_BYTES:
        return _("This picture has more than 100 kilobytes.")
    if content.lstrip()[:1] == b"<":
        return _svg(content)
    try:
        with Image.open(BytesIO(content), formats=list(RASTER)) as picture:
            if max(picture.size) > LONGEST_SIDE:
                return _("This picture is too large: its longer side has 4,000 points at most.")
            picture.verify()
            return RASTER[str(picture.format)]
    except Exception:  # noqa: BLE001  # whatever a broken picture makes the library raise
        return _("This is no picture: SVG, PNG, JPEG or WebP.")


def _svg(content: bytes) -> str | Promise:
    if STYLED.search(content):
        return ACTS
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return _("This drawing cannot be read as SVG.")
    if all(_is_plain(each) for each in root.iter()) and not _multiplies(root):
        return SVG
    return ACTS


def _multiplies(root: Any) -> bool:
    """Whether it repeats what repeats what repeats something: ten lines could ask for a billion shapes."""
    repeats = {each.get("id", ""): targets for each in root.iter() if each.get("id") and (targets := _repeated(each))}
    for _level in range(MOST_LEVELS):
        repeats = {name: targets for name, targets in repeats.items() if targets & repeats.keys()}
    return bool(repeats) or len(list(root.iter(USE))) > MOST_USES


def _repeated(element: Any) -> set[str]:
    """The names of what is repeated within it."""
    rows = [each.attrib for each in element.iter(USE)]
    return {value.removeprefix("#") for row in rows for key, value in row.items() if key.rpartition("}")[2] == "href"}


def _is_plain(element: Any) -> bool:
    """Only elements of a drawing; no attribute that acts, and addresses only within the drawing."""
    name = str(element.tag)
    if not name.startswith(NAMESPACE) or name.removeprefix(NAMESPACE) not in ELEMENTS:
        return False
    for key, value in element.attrib.items():
        local = key.rpartition("}")[2].lower()
        if local.startswith("on") or (local == "href" and not value.startswith("#")):
            return False
        if LOADS.search(value):
            return False
    return True
