"""QR codes on pages."""

import segno


def qr_image(text: str) -> str:
    """A QR code (SVG) as a data URI. Its ground is white: cameras read it on a dark page too."""
    return str(segno.make(text, error="m").svg_data_uri(border=2, light="white"))
