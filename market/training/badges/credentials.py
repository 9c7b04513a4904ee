"""Open Badges 3.0: what a certificate says as a credential that any verifier of the standard can check.

The credential is a VC-JWT. Its `kid` is the address of the public key, its status a place in a bitstring list, and its
subject the hash of the holder's mail address; her name stands in it only if she asked for that.
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
STATUS_MINUTES = 15  # a revocation is seen by everybody after so long at the latest


def address(name: str, *parts: object) -> str:
    """A page of this site as others call it."""
    return f"{settings.SITE_URL}{reverse(name, args=parts)}"


def profile() -> dict[str, Any]:
    """Who issues."""
    return {
        "id": address("badge_issuer"),
        "type": ["Profile"],
        "name": "Amar Internet Amar Ay",
        "url": settings.SITE_URL,
        "description": "A training programme for women in the 64 districts of Bangladesh, by Jatiyo Mohila Songstha.",
    }


def achievement(topic: Topic) -> dict[str, Any]:
    """What a graduate of a topic has achieved."""
    return {
        "id": address("badge_achievement", topic.slug),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": topic.name_en,
        "description": f"Completed the training in {topic.name_en.lower()}: live classes, practice and a project.",
        "criteria": {
            "narrative": "Took part in 22 live online classes and 6 classes face to face, and worked four months on a "
            "project of her choice."
        },
        "creator": profile(),
    }


def credential(made: Credential) -> dict[str, Any]:
    """A badge as a credential, unsigned."""
    certificate = made.certificate
    begun = _instant(datetime.combine(certificate.issued_on, time.min, ZoneInfo(settings.TIME_ZONE)))
    return {
        "@context": CONTEXT,
        "id": address("badge_credential", made.pk),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.batch.topic.name_en,
        "issuer": profile(),
        "validFrom": begun,
        "awardedDate": begun,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identity(made),
            "licenseNumber": made.serial,
            "achievement": achievement(certificate.batch.topic),
        },
        "credentialStatus": _status(made),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _identity(made: Credential) -> list[dict[str, Any]]:
    hidden = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": made.identity_hash,
        "identityType": "emailAddress",
        "salt": made.salt,
    }
    if not made.name:
        return [hidden]
    return [hidden, {"type": "IdentityObject", "hashed": False, "identityHash": made.name, "identityType": "name"}]


def _status(made: Credential) -> dict[str, str]:
    place = address("badge_status", made.list_number)
    return {
        "id": f"{place}#{made.list_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(made.list_index),
        "statusListCredential": place,
    }


def credential_jwt(made: Credential) -> str:
    """A badge as a signed credential."""
    return _signed(credential(made))


def status_list_jwt(number: int) -> str:
    """Which credentials of a list are revoked, as a signed credential."""
    now = clock.wall()
    revoked = Credential.objects.filter(list_number=number, revoked_at__isnull=False)
    place = address("badge_status", number)
    return _signed(
        {
            "@context": CONTEXT[:1],
            "id": place,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": profile()["id"],
            "validFrom": _instant(now),
            "validUntil": _instant(now + timedelta(minutes=STATUS_MINUTES)),
            "credentialSubject": {
                "id": f"{place}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": bitstring(set(revoked.values_list("list_index", flat=True))),
            },
        }
    )


def bitstring(places: set[int]) -> str:
    """A list of bits with ones at these places, first bit first, packed as the standard asks."""
    bits = bytearray(LIST_LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return "u" + keys.encoded(gzip.compress(bytes(bits), mtime=0))


def _signed(content: dict[str, Any]) -> str:
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
    return keys.signed(claims, pem=opened(key.private_pem, BADGES), kid=address("badge_key", key.kid), typ="vc+jwt")


def public_key(key: SigningKey) -> dict[str, str]:
    """A key as verifiers fetch it, named by its own address."""
    return {**key.public_jwk, "kid": address("badge_key", key.kid), "alg": "RS256", "use": "sig"}


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def baked(made: Credential) -> bytes:
    """The badge as a picture (PNG) that carries the signed credential."""
    told = PngInfo()
    told.add_itxt("openbadgecredential", credential_jwt(made))
    with Image.open(BytesIO(_picture())) as picture:
        out = BytesIO()
        picture.save(out, "PNG", pnginfo=told)  # writes: no table, a picture
    return out.getvalue()


@cache
def _picture() -> bytes:
    return PICTURE.read_bytes()


def by_holder(certificate: Certificate) -> "list[Credential]":
    """The badges of a certificate that count."""
    rows = Credential.objects.filter(certificate=certificate, revoked_at=None)
    return list(rows.select_related("certificate__batch__topic").order_by("created_at"))
