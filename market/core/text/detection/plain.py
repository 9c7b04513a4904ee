"""Text as it reads, not as it is coded: what looks like a letter or a digit is that one, what nobody sees is gone."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

BANGLA = "\u0980-\u09ff"
INDIC = range(0x0900, 0x0E00)
# Letters of other scripts, and small capitals, that look like Latin ones.
LOOKALIKES = dict(
    zip(
        "аеорсухіјѕԁһӏкмтвнзАВЕКМНОРСТХУІЈЅαοερτυικνωΑΒΕΖΗΙΚΜΝΟΡΤΥΧᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɡɑı",
        "aeopcyxijsdhlkmtbh3abekmhopctxyijsaoeptuiknwabezhikmnoptyxabcdefghijklmnoprstuvwyzgai",
        strict=True,
    )
)
MOST_OF_ONE = 3  # letters that one stands for (℡, №): those that stand for more are words, of which a text would grow
SIGNS = {"。": ".", "．": ".", "․": ".", "‧": ".", "·": ".", "∙": ".", "⋅": ".", "❶": "1", "ঃ": ":"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in small Latin letters, Bangla letters and ASCII digits, and where each of them stands in the original."""

    text: str
    places: Sequence[int]  # of each letter, and of the end

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """The same stretch of the original, with what nobody sees at its end."""
        return self.places[start], self.places[stop]


class _Letters(dict[str, str]):
    def __missing__(self, letter: str) -> str:
        self[letter] = shown = _plain_letter(letter)
        return shown


_letters = _Letters()


def plain(text: str) -> Plain:
    """Any text. Letters of several code points come out whole, those of none are left out."""
    if text.isascii():
        return Plain(text.lower(), range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        shown = _letters[letter]
        letters.append(shown)
        places += [at] * len(shown)
    return Plain("".join(letters), [*places, len(text)])


def plain_word(word: str) -> str:
    """A word of a list, written as texts are."""
    return plain(word).text


def _plain_letter(letter: str) -> str:
    if letter in LOOKALIKES:
        return LOOKALIKES[letter]
    if letter in SIGNS:
        return SIGNS[letter]
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category in ("Cf", "Me") or (category in ("Mn", "Sk") and ord(letter) not in INDIC) or letter == "\ufe0f":
        return ""
    shown = unicodedata.normalize("NFKC", letter)
    if ord(letter) not in INDIC:  # é reads as e
        shown = "".join(each for each in unicodedata.normalize("NFKD", shown) if unicodedata.category(each) != "Mn")
    return shown.lower() if len(shown) <= MOST_OF_ONE else letter
