"""The consonant skeleton: one vowel-less Latin key for a word, however it was spelt and in whichever script.

Bangla, English and romanised Bangla meet in it, so that ডাটা, ডেটা and "data" are all `dt`. It is a net for search to
fall back on, never a proof that two words are one.

    key   Bangla            Latin
    k     ক খ ক্ষ           k kh q ck, c before a o u or a consonant
    g     গ ঘ জ্ঞ           g gh
    ng    ঙ ং               ng  (nk before k)
    c     চ ছ               ch chh tch, the t of -ture and -tual
    j     জ ঝ য             j jh z dg(e), g before e i y inside a word, the s of a few words ("design")
    t     ট ঠ ত থ ৎ         t th ght
    d     ড ঢ দ ধ           d dh
    n     ঞ ণ ন             n, kn at the start, gn at the end
    p f   প, ফ              p, f ph
    b     ব ভ               b bh v
    m l h ম, ল, হ           m, l, h (not after a consonant)
    r     র ড় ঢ়             r rh
    s     শ ষ স             s sh, c before e i y, -tion and -sion
    -     vowels and their signs, য় ্য, ্ব after স শ ত দ ধ, ঁ ঃ           a e i o u w y
"""

import re
import unicodedata

HASANTA, NUKTA = "\u09cd", "\u09bc"
VOWEL = "-"

BANGLA = {
    **dict.fromkeys("কখ", "K"),
    **dict.fromkeys("গঘ", "G"),
    **dict.fromkeys("ঙং", "NG"),
    **dict.fromkeys("চছ", "C"),
    **dict.fromkeys("জঝয", "J"),
    **dict.fromkeys("টঠতথৎ", "T"),
    **dict.fromkeys("ডঢদধ", "D"),
    **dict.fromkeys("ঞণন", "N"),
    "প": "P",
    "ফ": "F",
    **dict.fromkeys("বভৱ", "B"),
    "ম": "M",
    "ল": "L",
    "হ": "H",
    **dict.fromkeys("রৰ", "R"),
    **dict.fromkeys("শষস", "S"),
}
CONJUNCTS = [
    (f"[ডঢ]{NUKTA}", "র"),
    (f"য{NUKTA}", VOWEL),
    (f"{HASANTA}য", VOWEL),
    (f"(?<=[সশতদধ]){HASANTA}ব", VOWEL),
    (f"ক{HASANTA}ষ", "ক"),
    (f"জ{HASANTA}ঞ", "গ"),
]
# English says these with a sound that its spelling hides; the left side stands at the start of a word.
IRREGULAR = {
    "advertis": "advertiz",
    "brochure": "broshur",
    "business": "bijnes",
    "design": "dijain",
    "music": "miujik",
    "present": "prejent",
    "user": "ujer",
    "visual": "bijual",
}
LATIN = [
    ("^kn", "n"),
    ("^gen", "jen"),
    ("is(ation|e|ed|er|ing)$", r"iz\1"),
    ("(t|ss|s)ion|cian", "Sn"),
    ("ture", "C-r"),
    ("tual", "C-l"),
    ("sch(?=oo)", "SK"),
    ("sch", "S"),
    ("tch|chh", "C"),
    ("ch(?=[rlmn])", "K"),
    ("ch", "C"),
    ("ght", "T"),
    ("gn(?=$|s$|e|in)", "N"),
    ("dg(?=[eiy])", "J"),
    ("(?<!^)(?<![Gg])(?<!tar)g(?=[eiy])", "J"),
    ("gh?", "G"),
    ("kshm", "KM"),
    ("sh", "S"),
    ("ph", "F"),
    ("wh", "H"),
    ("ck", "K"),
    ("xc(?=[eiy])|cc(?=[eiy])|x", "KS"),
    ("s?c(?=[eiy])", "S"),
    ("(?<=[bdjklprtvz])h", ""),
]
LATIN_LETTERS = {
    **{letter: letter.upper() for letter in "bdfhjklmnprst"},
    **dict.fromkeys("ckq", "K"),
    "v": "B",
    "z": "J",
}
RUNS = re.compile(r"[\u0980-\u09e5\u09f0\u09f1]+|[^\W\d_\u0980-\u09ff]+|\d+")
DOUBLED = re.compile(r"([A-Z])\1+")


def word_key(word: str) -> str:
    """The skeleton of one word in search form (see `bangla.fold`); "" when it holds neither consonant nor digit."""
    return "".join(_run_key(run) for run in RUNS.findall(word))


def _run_key(run: str) -> str:
    """The skeleton of a stretch of one script."""
    if run.isdigit():
        return run
    sounds = _bangla_sounds(run) if "\u0980" <= run[0] <= "\u09ff" else _latin_sounds(run)
    sounds = DOUBLED.sub(r"\1", sounds).replace("NGK", "NK")
    return DOUBLED.sub(r"\1", sounds).replace(VOWEL, "").lower()


def _bangla_sounds(run: str) -> str:
    """Capitals for consonants and hyphens for vowels, the inherent one included."""
    for pattern, replacement in CONJUNCTS:
        run = re.sub(pattern, replacement, run)
    sounds = []
    for index, letter in enumerate(run):
        consonant = BANGLA.get(letter)
        if consonant is None:
            sounds.append("" if letter == HASANTA else VOWEL)
        else:
            bare = letter in "ংৎ" or run[index + 1 : index + 2] == HASANTA
            sounds.append(consonant if bare else consonant + VOWEL)
    return "".join(sounds)


def _latin_sounds(run: str) -> str:
    """Capitals for consonants and hyphens for vowels; accents are left out."""
    run = "".join(letter for letter in unicodedata.normalize("NFKD", run) if "a" <= letter <= "z")
    for start, sound in IRREGULAR.items():
        if run.startswith(start):
            run = sound + run[len(start) :]
    for pattern, replacement in LATIN:
        run = re.sub(pattern, replacement, run)
    return "".join(letter if letter.isupper() else LATIN_LETTERS.get(letter, VOWEL) for letter in run)
