"""Put something between the parts of a lesson's Markdown."""


def with_picture(text: str, line: int | None, path: str, alt: str) -> str:
    """The text with a picture after the part in which a line is (counted from 0), at its end without a line."""
    lines = text.splitlines()
    at = len(lines) if line is None else min(line, len(lines))
    while at < len(lines) and lines[at].strip():
        at += 1
    words = alt.translate(str.maketrans("[]\n", "() "))
    before, after = "\n".join(lines[:at]).rstrip(), "\n".join(lines[at:]).strip()
    parts = (before, f"![{words}]({path})", after)
    return "\n\n".join(each for each in parts if each) + "\n"
