"""Pictures of courses: which are taken. A drawing is SVG of plain shapes and words; nothing in it acts or loads."""

from io import BytesIO
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image

MOST_BYTES = 100_000
SVG = "image/svg+xml"
RASTER = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
NAMESPACE = "{http://www.w3.org/2000/svg}"
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
            picture.verify()
            return RASTER[str(picture.format)]
    except Exception:  # noqa: BLE001  # whatever a broken picture makes the library raise
        return _("This is no picture: SVG, PNG, JPEG or WebP.")


def _svg(content: bytes) -> str | Promise:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return _("This drawing cannot be read as SVG.")
    if all(_is_plain(each) for each in root.iter()):
        return SVG
    return _("This drawing holds more than plain shapes and words.")


def _is_plain(element: Any) -> bool:
    """Only elements of a drawing; no attribute that acts, and addresses only within the drawing."""
    name = str(element.tag)
    if not name.startswith(NAMESPACE) or name.removeprefix(NAMESPACE) not in ELEMENTS:
        return False
    for key, value in element.attrib.items():
        local = key.rpartition("}")[2].lower()
        if local.startswith("on") or (local == "href" and not value.startswith("#")):
            return False
        if "url(" in value and "url(#" not in value.replace(" ", "").replace("'", "").replace('"', ""):
            return False
    return True
