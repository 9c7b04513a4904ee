"""Numbers of grievances, and the codes with which somebody without a name comes back."""

import re
import secrets
import unicodedata

from django.utils.crypto import salted_hmac

from market.core.text.bangla import ascii_digits

# Without 0 O 1 I L, which look alike; letters without vowels spell no words.
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
NUMBER = re.compile(rf"GR-?([{LETTERS}]{{6}})")
CODE = re.compile(rf"[{LETTERS}]{{16}}")


def new_number() -> str:
    """A number, which may be in use by chance: "GR-7K3M92"."""
    return f"GR-{_random(6)}"


def new_code() -> str:
    """A code in groups, to write down: "7K3M-92PX-…"."""
    return shown_code(_random(16))


def shown_code(plain: str) -> str:
    """A code in groups of four."""
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def clean_number(text: str) -> str:
    """A number as it is stored, however it was typed; "" for none."""
    match = NUMBER.fullmatch(_plain(text))
    return f"GR-{match[1]}" if match else ""


def code_hash(text: str) -> str:
    """What is kept of a code; "" for what is none."""
    plain = _plain(text)
    if not CODE.fullmatch(plain):
        return ""
    return salted_hmac("market.training.grievance", plain, algorithm="sha256").hexdigest()


def _plain(text: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "", ascii_digits(unicodedata.normalize("NFKC", text[:100])).upper())


def _random(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))
