"""What Google says of somebody, as far as it counts here."""

from dataclasses import dataclass
from typing import Any, Self

GMAIL = ("@gmail.com", "@googlemail.com")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as Google knows them. `uid` is the number of the Google account, which stays when its address changes;
    `is_verified`: Google has confirmed the address; `is_authoritative`: Google itself keeps that mailbox, so that
    nobody else can have it today.
    """

    uid: str
    email: str
    name: str
    is_verified: bool
    is_authoritative: bool

    @classmethod
    def of(cls, claims: dict[str, Any]) -> Self:
        """From the claims of an ID token."""
        email, name = (str(claims.get(key) or "").strip() for key in ("email", "name"))
        is_verified = bool(email) and claims.get("email_verified") is True
        is_here = email.lower().endswith(GMAIL) or bool(claims.get("hd"))
        return cls(str(claims["sub"]), email.lower()[:254], name, is_verified, is_verified and is_here)
