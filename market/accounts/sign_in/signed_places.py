"""Where sign-in is to lead once an address is confirmed: signed, in the link of the mail, so in any browser.

A stranger may have typed the address and the place. So the place stands in the mail as a code that nobody reads, made
for that address alone; it is always one of this site.
"""

from django.core import signing

SALT = "place after confirming an address"
LONGEST = 500  # letters of a place that a mail carries


def sign_place(place: str, email: str) -> str:
    """The code of a path of this site (with query and fragment) for an address; "" for a place too long for a mail."""
    return signing.dumps([email.lower(), place], salt=SALT, compress=True) if len(place) <= LONGEST else ""


def read_place(code: str, email: str) -> str:
    """The place of a code that was made for this address, else ""."""
    try:
        address, place = signing.loads(code, salt=SALT)
    except signing.BadSignature:
        return ""
    return str(place) if address == email.lower() else ""
