"""QR codes on pages."""

import segno


def qr_image(text: str) -> str:
    """A QR code (SVG) as a data URI."""
    return str(segno.make(text, error="m").svg_data_uri(border=2))
