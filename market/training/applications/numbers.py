"""Numbers of applications, such as AI-7K3M-92. They stand in public lists, so they say nothing: drawn by chance."""

import re
import secrets
import unicodedata

from market.core.text.bangla import ascii_digits

# Without 0 O 1 I L, which look alike; letters without vowels spell no words.
LETTERS, DIGITS = "23456789BCDFGHJKMNPQRSTVWXZ", "23456789"
NUMBER = re.compile(rf"AI-?([{LETTERS}]{{4}})-?([{DIGITS}]{{2}})")


def new_number() -> str:
    """A number, which may be in use by chance."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(4))
    return f"AI-{letters}-{secrets.choice(DIGITS)}{secrets.choice(DIGITS)}"


def clean_number(text: str) -> str:
    """A number as it is stored, however it was typed: Bangla digits, small letters, spaces, no hyphens; "" for none."""
    plain = re.sub(r"[^A-Z0-9]+", "", ascii_digits(unicodedata.normalize("NFKC", text)).upper())
    match = NUMBER.fullmatch(plain)
    return f"AI-{match[1]}-{match[2]}" if match else ""
