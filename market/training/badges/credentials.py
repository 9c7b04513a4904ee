"""Open Badges 3.0: a certificate as a credential that any verifier of the standard can check.

The credential is a VC-JWT. Its `kid` is the address of the public key, its status an index in a bitstring list, and
its subject the hash of the holder's mail address, with the holder's name only if they chose that.
"""

import gzip
from datetime import UTC, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from market.core.base import clock
from market.core.base.sealing import opened
from market.training.badges import keys
from market.training.badges.actions import BADGES, signing_key
from market.training.badges.models import LIST_LENGTH
from market.training.models import Certificate, Credential, SigningKey, Topic

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
PICTURE = Path(__file__).parent.parent.parent / "core" / "static" / "core" / "mark-512.png"
STATUS_MINUTES = 15  # verifiers cache a status list for so long at most


def public_url(name: str, *parts: object) -> str:
    """The absolute address of a page."""
    return f"{settings.SITE_URL}{reverse(name, args=parts)}"


def issuer_profile() -> dict[str, Any]:
    """The issuer as the standard's Profile."""
    return {
        "id": public_url("badge_issuer"),
        "type": ["Profile"],
        "name": "Amar Internet Amar Ay",
        "url": settings.SITE_URL,
        "description": "A training programme for women in the 64 districts of Bangladesh, by Jatiyo Mohila Songstha.",
    }


def achievement(topic: Topic) -> dict[str, Any]:
    """A topic as the standard's Achievement."""
    return {
        "id": public_url("badge_achievement", topic.slug),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": topic.name_en,
        "description": f"Completed the training in {topic.name_en.lower()}: live classes, practice and a project.",
        "criteria": {
            "narrative": "Took part in 22 live online classes and 6 classes face to face, and worked four months on a "
            "project of her choice."
        },
        "creator": issuer_profile(),
    }


def build_credential(badge: Credential) -> dict[str, Any]:
    """A badge as an unsigned AchievementCredential."""
    certificate = badge.certificate
    return envelope(
        address=public_url("badge_credential", badge.pk),
        name=certificate.batch.topic.name_en,
        at=datetime.combine(certificate.issued_on, time.min, ZoneInfo(settings.TIME_ZONE)),
        subject={
            "identifier": identity(badge.identity_hash, badge.salt, badge.name),
            "licenseNumber": badge.serial,
            "achievement": achievement(certificate.batch.topic),
        },
        status=status_entry(public_url("badge_status", badge.list_number), badge.list_index),
    )


def envelope(
    *, address: str, name: str, at: datetime, subject: dict[str, Any], status: dict[str, str]
) -> dict[str, Any]:
    """An unsigned AchievementCredential that is valid from an instant on, whatever was achieved."""
    return {
        "@context": CONTEXT,
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": issuer_profile(),
        "validFrom": _instant(at),
        "awardedDate": _instant(at),
        "credentialSubject": {"type": ["AchievementSubject"], **subject},
        "credentialStatus": status,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def identity(identity_hash: str, salt: str, name: str) -> list[dict[str, Any]]:
    """Whose a badge is: the salted hash of a mail address, and the name unless it is empty."""
    hidden = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": identity_hash,
        "identityType": "emailAddress",
        "salt": salt,
    }
    if not name:
        return [hidden]
    return [hidden, {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}]


def status_entry(list_address: str, index: int) -> dict[str, str]:
    """Where a status list says whether a credential is revoked."""
    return {
        "id": f"{list_address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": list_address,
    }


def credential_jwt(badge: Credential) -> str:
    """A badge as a signed credential."""
    return sign_credential(build_credential(badge))


def status_list_jwt(number: int) -> str:
    """Which credentials of a list are revoked, as a signed credential."""
    revoked = Credential.objects.filter(list_number=number, revoked_at__isnull=False)
    return sign_status_list(public_url("badge_status", number), set(revoked.values_list("list_index", flat=True)))


def sign_status_list(list_address: str, revoked: set[int]) -> str:
    """The status list at an address, with the indexes that are revoked, as a signed credential."""
    now = clock.wall()
    return sign_credential(
        {
            "@context": CONTEXT[:1],
            "id": list_address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer_profile()["id"],
            "validFrom": _instant(now),
            "validUntil": _instant(now + timedelta(minutes=STATUS_MINUTES)),
            "credentialSubject": {
                "id": f"{list_address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": bitstring(revoked),
            },
        }
    )


def bitstring(indexes: set[int]) -> str:
    """The encoded bitstring with ones at these indexes, first bit first (W3C Bitstring Status List)."""
    bits = bytearray(LIST_LENGTH // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + keys.base64url(gzip.compress(bytes(bits), mtime=0))


def sign_credential(content: dict[str, Any]) -> str:
    """A credential as VC-JWT, signed by the current key."""
    key = signing_key()
    issuer = content["issuer"]
    claims = {
        **content,
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": content["id"],
        "nbf": int(datetime.fromisoformat(content["validFrom"]).timestamp()),
    }
    if "validUntil" in content:
        claims["exp"] = int(datetime.fromisoformat(content["validUntil"]).timestamp())
    pem, kid = opened(key.private_pem, BADGES), public_url("badge_key", key.kid)
    return keys.sign_jws(claims, pem=pem, kid=kid, typ="vc+jwt")


def public_key(key: SigningKey) -> dict[str, str]:
    """The public JWK that verifiers fetch, with its address as `kid`."""
    return {**key.public_jwk, "kid": public_url("badge_key", key.kid), "alg": "RS256", "use": "sig"}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bake_png(token: str) -> bytes:
    """A PNG with the signed credential in an iTXt chunk ("baked", in the words of the standard)."""
    metadata = PngInfo()
    metadata.add_itxt("openbadgecredential", token)
    with Image.open(BytesIO(_picture())) as picture:
        out = BytesIO()
        picture.save(out, "PNG", pnginfo=metadata)  # writes: no table, a picture
    return out.getvalue()


@cache
def _picture() -> bytes:
    return PICTURE.read_bytes()


def current_badges(certificate: Certificate) -> "list[Credential]":
    """The badges of a certificate that are not revoked, oldest first."""
    rows = Credential.objects.filter(certificate=certificate, revoked_at=None)
    return list(rows.select_related("certificate__batch__topic").order_by("created_at"))
