"""What of XMP (ISO 16684) is work, and what says where a picture was taken."""

import re
from collections.abc import Iterator

from market.files.inspection.glances import MOST_READ, Glances
from market.files.inspection.patches import Patch

MOST = 16  # megabytes
NAMESPACE = b"http://ns.google.com/photos/1.0/panorama/"
PREFIX = re.compile(rb'xmlns:(\w{1,30})\s?=\s?["\']' + re.escape(NAMESPACE))
# How a panorama lies on the sphere: without it, it is shown flat.
SHAPE = rb"(ProjectionType|UsePanoramaViewer|(?:Cropped|Full|Pose|Initial)\w{1,40})"
VALUE = rb"([\w.+-]{1,40})"
PANORAMA = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:GPano="%s"%s/></rdf:RDF></x:xmpmeta>'
)
PLACES = re.compile(
    rb"(?:exif:GPS\w{1,30}|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode))"
    rb"""\s?(?:=\s?["']|>)([^"'<]{1,500})"""
)


def panorama(packet: bytes) -> bytes:
    """XMP of the same length that says how a panorama lies on the sphere, and nothing else; b"" where it is none."""
    prefix = PREFIX.search(packet)
    if prefix is None:
        return b""
    found_in = re.compile(prefix[1] + rb":" + SHAPE + rb"""(?:\s?=\s?["']|>)""" + VALUE)
    shape = b"".join(b' GPano:%s="%s"' % match for match in dict(found_in.findall(packet)).items())
    rebuilt = PANORAMA % (NAMESPACE, shape)
    return rebuilt.ljust(len(packet)) if shape and len(rebuilt) <= len(packet) else b""


def places(file: Glances, at: int, size: int) -> Iterator[Patch]:
    """Blank the places that XMP names there."""
    file.seek(at)
    packet = b""
    while len(packet) < min(size, MOST * MOST_READ) and (read := file.read(size - len(packet))):
        packet += read
    for match in PLACES.finditer(packet):
        yield Patch(at + match.start(1), b" " * len(match[1]))
