"""The rules by which a Bangla name is spelt in Latin letters, as names in Bangladesh mostly are: one word at a time.

- A consonant without a sign has the vowel `a`: কমল is Kamal. It is silent at the end of a word, except after joined
  consonants (চন্দ্র Chandra), and in an open syllable inside a word: রহমান Rahman.
- Joined consonants: ক্ষ kkh (kh at the start), জ্ঞ gy, ঙ্গ ng, ঙ্ক and ংক nk, চ্ছ cch, ্য y, ্ব w (b after ম ব র ল গ).
- A glide is written where it sounds: ওয়া wa, োয়া owa, ইয়া ya at the start and iya later; after ি and ু it is not:
  সাদিয়া Sadia.
- ্যা at the start is the a of loan words (ড্যানি Dani), except after শ and ধ: শ্যামলী Shyamli.
- ঋ and ৃ are ri, ৎ t, ং ng, ড় r, ঢ় rh, য় y; ঁ and ঃ are left out: আঁখি Akhi.
"""

import re
from dataclasses import dataclass

from market.core.text.bangla import nfc
from market.core.text.phonetic import HASANTA


def pairs(table: str) -> dict[str, str]:
    """A table that is written as words: each and what stands for it."""
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


CONSONANTS = pairs(
    "ক k খ kh গ g ঘ gh ঙ ng চ ch ছ chh জ j ঝ jh ঞ n ট t ঠ th ড d ঢ dh ণ n ত t থ th "
    "দ d ধ dh ন n প p ফ f ব b ভ bh ম m য j র r ল l শ sh ষ sh স s হ h"
)
CONSONANTS |= {nfc("য়"): "y", nfc("ড়"): "r", nfc("ঢ়"): "rh", "ৰ": "r", "ৱ": "w"}
SIGNS = pairs("া a ি i ী i ু u ূ u ৃ ri ে e ৈ oi ো o ৌ ou")
LETTERS = pairs("অ a আ a ই i ঈ i উ u ঊ u ঋ ri এ e ঐ oi ও o ঔ ou")
MARKS = {"ং": "ng", "ৎ": "t"}
TOGETHER = {"ক্ষ": "kkh", "জ্ঞ": "gy", "ঙ্গ": "ng", "ঙ্ক": "nk", "চ্ছ": "cch", "চ্চ": "cch", "জ্জ্ব": "jjw"}
B_STAYS_AFTER = "মবরলগ"
FOREIGN = re.compile("[রনলস]্[টড]$")  # at the end of a word without a vowel: রবার্ট, এডমন্ড
LOAN = re.compile("[^শধ]্য")
GLIDE = nfc("য়")
_CONSONANT = "[ক-হৰৱ]\u09bc?"
SYLLABLE = re.compile(
    f"(?P<cluster>{_CONSONANT}(?:{HASANTA}{_CONSONANT})*)(?P<sign>[{''.join(SIGNS)}{HASANTA}])?"
    f"|(?P<letter>[{''.join(LETTERS)}])|(?P<mark>[{''.join(MARKS)}])"
)


@dataclass(slots=True)
class Syllable:
    """Consonants and a vowel in Latin letters; `is_inherent` of the vowel that no sign writes."""

    cluster: str  # as in Bangla
    onset: str
    vowel: str
    is_inherent: bool = False
    is_letter: bool = False  # a vowel that stands for itself

    @property
    def is_mark(self) -> bool:
        """Whether it is a sign such as ং."""
        return not self.cluster and not self.is_letter

    @property
    def is_single(self) -> bool:
        """Whether it begins with one consonant."""
        return bool(self.cluster) and HASANTA not in self.cluster


def latin_word(word: str) -> str:
    """A Bangla word, in the stored form, in small Latin letters."""
    syllables = [_syllable(match) for match in SYLLABLE.finditer(re.sub("^[অএ]্যা", "আ", word))]
    _silence(syllables)
    _glide(syllables)
    spelt = "".join(each.onset + each.vowel for each in syllables)
    return re.sub("ng(?=kh?)", "n", spelt)


def _syllable(match: re.Match[str]) -> Syllable:
    if match["letter"]:
        return Syllable("", "", LETTERS[match["letter"]], is_letter=True)
    if match["mark"]:
        return Syllable("", MARKS[match["mark"]], "")
    cluster, sign = match["cluster"], match["sign"]
    if match.start() == 0 and sign == "া" and LOAN.fullmatch(cluster):
        return Syllable(cluster, CONSONANTS[cluster[0]], "a")
    vowel = "a" if sign is None else "" if sign == HASANTA else SIGNS[sign]
    return Syllable(cluster, _onset(cluster, is_first=match.start() == 0), vowel, is_inherent=sign is None)


def _onset(cluster: str, *, is_first: bool) -> str:
    """Joined consonants in Latin letters."""
    if is_first and cluster.startswith("ক্ষ"):
        return "kh" + _onset_of_rest(cluster[3:])
    for joined, letters in TOGETHER.items():
        if cluster.startswith(joined):
            return letters + _onset_of_rest(cluster[len(joined) :])
    first, _hasanta, rest = cluster.partition(HASANTA)
    return CONSONANTS.get(first, "") + _onset_of_rest(HASANTA + rest if rest else "", after=first)


def _onset_of_rest(rest: str, after: str = "") -> str:
    """What is joined to consonants (`after` is the last of them), with the hasanta before it."""
    if not rest:
        return ""
    rest = rest.removeprefix(HASANTA)
    first, _hasanta, more = rest.partition(HASANTA)
    if first == "য":
        return "y" + _onset_of_rest(more, first)
    if first == "ব" and after not in B_STAYS_AFTER:
        return "w" + _onset_of_rest(more, first)
    return _onset(rest, is_first=False)


def _silence(syllables: list[Syllable]) -> None:
    """Take away the inherent vowels that are not spoken."""
    for at in range(len(syllables) - 1, 0, -1):  # from the end, since of two in a row the later one is silent
        if syllables[at].is_inherent and _is_silent(syllables, at):
            syllables[at].vowel = ""


def _is_silent(syllables: list[Syllable], at: int) -> bool:
    each = syllables[at]
    if at == len(syllables) - 1:
        return bool(each.is_single and not syllables[at - 1].is_mark) or bool(FOREIGN.search(each.cluster))
    return each.is_single and _is_open_inside(syllables, at)


def _is_open_inside(syllables: list[Syllable], at: int) -> bool:
    """Whether a vowel sounds before and after a consonant: কমলা keeps all of its own, রহমান and নাজমা do not."""
    before, each, after = syllables[at - 1 : at + 2]
    if not before.vowel or not after.is_single:
        return False
    if each.cluster == GLIDE:
        return bool(after.vowel) or at + 2 < len(syllables)
    return bool(after.vowel) and not (at + 2 == len(syllables) and before.is_inherent)


def _glide(syllables: list[Syllable]) -> None:
    """Write the glides as they sound."""
    for at in range(1, len(syllables)):
        before, each = syllables[at - 1], syllables[at]
        is_first = at == 1 and before.is_letter
        if is_first and before.vowel == "i" and (each.cluster == GLIDE or (each.is_letter and each.vowel == "u")):
            before.vowel, each.onset = "", "y"
        elif each.cluster != GLIDE or not each.vowel or each.is_inherent:
            continue
        elif before.vowel == "o":
            before.vowel, each.onset = ("" if before.is_letter else "o"), "w"
        elif before.vowel in ("i", "u") and before.is_single:
            each.onset = ""
