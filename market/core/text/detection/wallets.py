"""Where money could be sent past the site: wallets of crypto currencies, bank accounts, cards."""

import re
from collections.abc import Iterator

from market.core.text.detection import words
from market.core.text.detection.numerals import count_digits
from market.core.text.detection.phones import OTHERS
from market.core.text.detection.words import END, START, any_of

BASE58 = "[1-9A-HJ-NP-Za-km-z]"
COINS = re.compile(rf"{START}{any_of(words.words('coins'))}{END}", re.IGNORECASE)
SURE = re.compile(
    rf"(?<![\w/])(?:bc1[a-z0-9]{{25,71}}|0x[0-9a-fA-F]{{40}}|(?P<base58>T{BASE58}{{33}}|[13]{BASE58}{{25,34}}))(?!\w)"
)
OF_COINS = re.compile(rf"(?<![\w/])(?P<base58>{BASE58}{{25,44}})(?!\w)")  # where a coin is named
LEAST_OF_WALLET = 25  # letters in a row, whatever its coin
IBAN_BEGINS = r"(?<!\w)[a-z]{2}\d{2}"
IBAN = re.compile(IBAN_BEGINS + r"(?:\s?[a-z0-9]{4}){2,7}(?:\s?[a-z0-9]{1,4})?(?!\w)")
DIGITS = {letter: str(at) for at, letter in enumerate("0123456789abcdefghijklmnopqrstuvwxyz")}
BANK = rf"{START}{any_of(words.words('banks'))}{END}"
SAYS_BANK = re.compile(rf"{START}{any_of(words.words('says_bank'))}{END}")
ACCOUNT = re.compile(rf"{BANK}[^\d\n]{{0,24}}(?P<number>\d[\d \-.]{{7,20}}\d)(?![\d-])")
LEAST_OF_ACCOUNT = 9  # digits; two years are eight
SAYS_TEST = re.compile(rf"{START}(?:test|dummy|sample|example){END}")
SAYS_CARD = re.compile(rf"{START}{any_of(words.words('cards'))}{END}")
CARD = re.compile(r"(?<![\d.-])(?:\d{4}[ -]?){3}\d{1,7}(?![\d-])")


def wallets(written: str) -> Iterator[tuple[int, int]]:
    """Where addresses of wallets stand in a text as it was written: their letters are large and small."""
    if max(map(len, written.split()), default=0) < LEAST_OF_WALLET:
        return
    for pattern in (SURE, OF_COINS) if COINS.search(written) else (SURE,):
        for match in pattern.finditer(written):
            if match["base58"] is None or _is_mixed(match["base58"]):
                yield match.span()


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where bank accounts and card numbers stand in a plain text."""
    digits = count_digits(text)
    if digits:
        yield from (match.span() for match in IBAN.finditer(text) if _is_iban(match[0]))
    if digits < LEAST_OF_ACCOUNT:
        return
    if SAYS_BANK.search(text):
        for match in ACCOUNT.finditer(OTHERS.sub(lambda other: "#" * len(other[0]), text)):
            if sum(map(str.isdigit, match["number"])) >= LEAST_OF_ACCOUNT:
                yield match.span("number")
    if SAYS_CARD.search(text) and not SAYS_TEST.search(text):
        yield from (match.span() for match in CARD.finditer(text))


def _is_mixed(address: str) -> bool:
    return address.lower() != address != address.upper() and any(map(str.isdigit, address[1:]))


def _is_iban(text: str) -> bool:
    """By the check digits of ISO 13616."""
    number = "".join(text.split())
    turned = "".join(DIGITS[letter] for letter in number[4:] + number[:4] if letter in DIGITS)
    return 15 <= len(number) <= 34 and int(turned) % 97 == 1
