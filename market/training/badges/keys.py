"""The signing key of credentials: RSA of 2048 bits, RS256, a JWK with its thumbprint as key id."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BITS = 2048


def new_private_pem() -> str:
    """A new private key as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    form, clear = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, clear).decode()


def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101  # no other is made
    return key


def public_jwk(pem: str) -> dict[str, str]:
    """The public half as a JWK (RFC 7517), without a key id."""
    numbers = _load(pem).public_key().public_numbers()
    return {"kty": "RSA", "n": _base64url_number(numbers.n), "e": _base64url_number(numbers.e)}


def thumbprint(jwk: dict[str, str]) -> str:
    """The thumbprint of a JWK (RFC 7638)."""
    required = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"), sort_keys=True)
    return base64url(hashlib.sha256(required.encode()).digest())


def sign_jws(payload: dict[str, Any], *, pem: str, kid: str, typ: str) -> str:
    """The payload as a compact JWS (RFC 7515)."""
    header = {"alg": "RS256", "kid": kid, "typ": typ, "cty": "vc"}
    text = f"{_base64url_json(header)}.{_base64url_json(payload)}"
    return f"{text}.{base64url(_load(pem).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _base64url_json(value: dict[str, Any]) -> str:
    return base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url_number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def base64url(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
