"""Codes and ID tokens of the stand-in."""

import base64
import hashlib
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import jwt
from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from market.core.base import clock
from market.sandbox.google.key import key_id, make_key, signing_key

SALT = "sandbox.google.code"
CODE_FOR = 60  # seconds
TOKEN_FOR = timedelta(hours=1)


class Outcome(StrEnum):
    """What happens once somebody is chosen."""

    SIGN_IN = "sign_in"
    ELSEWHERE = "elsewhere"  # the address is confirmed, but its mailbox is not Google's
    UNVERIFIED = "unverified"
    WRONG_NONCE = "wrong_nonce"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_KEY = "wrong_key"
    EXPIRED = "expired"
    DOWN = "down"
    DECLINE = "decline"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for."""

    outcome: str
    sub: str
    email: str
    name: str
    nonce: str
    challenge: str
    redirect_uri: str


def make_code(grant: Grant) -> str:
    """A code that is good for a minute."""
    return signing.dumps(asdict(grant), salt=SALT, compress=True)


def read_code(code: str, *, verifier: str, redirect_uri: str) -> Grant | None:
    """What the code stands for; None for one that is over or made up, or of another page or browser (PKCE)."""
    try:
        grant = Grant(**signing.loads(code, salt=SALT, max_age=CODE_FOR))
    except signing.BadSignature:
        return None
    is_same = constant_time_compare(challenge_of(verifier), grant.challenge) and redirect_uri == grant.redirect_uri
    return grant if is_same else None


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def sub_of(email: str) -> str:
    """The number of the Google account of an address that stands in no list."""
    return f"1{int.from_bytes(hashlib.sha256(email.lower().encode()).digest()[:8]):020}"


def make_id_token(grant: Grant) -> str:
    """The ID token, or a wrong one where the outcome says so."""
    outcome, instant = Outcome(grant.outcome), clock.wall()
    issued = instant - 2 * TOKEN_FOR if outcome == Outcome.EXPIRED else instant
    claims: dict[str, Any] = {
        "iss": settings.GOOGLE_ISSUER,
        "aud": "another-site" if outcome == Outcome.WRONG_AUDIENCE else settings.GOOGLE_CLIENT_ID,
        "sub": grant.sub,
        "email": grant.email,
        "email_verified": outcome != Outcome.UNVERIFIED,
        "name": grant.name,
        "nonce": "another-nonce" if outcome == Outcome.WRONG_NONCE else grant.nonce,
        "iat": issued,
        "exp": issued + TOKEN_FOR,
    }
    if outcome != Outcome.ELSEWHERE:
        claims["hd"] = grant.email.partition("@")[2]
    key = make_key() if outcome == Outcome.WRONG_KEY else signing_key()
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": key_id(signing_key())})


def public_keys() -> dict[str, Any]:
    """The set of public keys (JWKS)."""
    key = signing_key()
    return {
        "keys": [
            {
                **jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True),
                "kid": key_id(key),
                "use": "sig",
                "alg": "RS256",
            }
        ]
    }
