"""How much of what people write to reach each other is masked, and how little else: by labelled texts.

`contact_cases.tsv` holds the language (`rom` is romanised Bangla, `mix` English and Bangla in one sentence), the kind
and the text; ⟦ and ⟧ stand around what must not be read. Who wrote them had not seen the rules, which were then
mended by them: on other texts these find less (docs/contact-masking.md).
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from market.core.text.contact import contact_spans, masked, searched
from market.core.text.detection import words
from market.core.text.detection.plain import plain
from market.core.text.detection.telling import may_have_contact

CASES = [line.split("\t") for line in (Path(__file__).parent / "contact_cases.tsv").read_text("utf-8").splitlines()]
LEAST = 0.95
READABLE = 0.15  # of the letters that must be hidden: less tells nobody anything


def marked_text(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of a case, and where its marks stand."""
    text, marks = "", []
    for letter in marked.replace("\\n", "\n"):
        if letter == "⟦":
            marks.append((len(text), len(text)))
        elif letter == "⟧":
            marks[-1] = (marks[-1][0], len(text))
        else:
            text += letter
    return text, marks


def is_hidden(text: str, marks: list[tuple[int, int]]) -> bool:
    """Whether what stands between the marks cannot be read any more."""
    hidden = {place for span in contact_spans(text) for place in range(*span)}
    letters = [place for mark in marks for place in range(*mark) if text[place].isalnum()]
    return sum(place not in hidden for place in letters) <= READABLE * len(letters)


def test_there_are_enough_cases_of_both_kinds():
    assert len(CASES) >= 600
    assert 0.4 <= sum("⟦" in text for _, _, text in CASES) / len(CASES) <= 0.6


@pytest.mark.parametrize("language", ["en", "bn", "rom", "mix"])
def test_recall_and_precision(language):
    counts: Counter[str] = Counter()
    wrong = []
    for _, kind, marked in (case for case in CASES if case[0] == language):
        text, marks = marked_text(marked)
        is_right = is_hidden(text, marks) if marks else masked(text) == text
        counts["contact" if marks else "harmless", is_right] += 1
        wrong += [] if is_right else [(kind, marked)]
    found = counts["contact", True]
    assert found / (found + counts["contact", False]) >= LEAST, wrong
    assert found / (found + counts["harmless", False]) >= LEAST, wrong


def has_missed(text: str) -> bool:
    """Whether a look at the words alone says that the text has nothing, and the rules find something."""
    read = plain(text)
    return not may_have_contact(read.text, text) and searched(read, text) != ()


def test_a_look_at_the_words_misses_nothing():
    texts = [marked_text(marked)[0] for _, _, marked in CASES]
    assert not [text for text in texts if has_missed(text)]


def test_a_look_at_the_words_misses_nothing_of_what_is_put_together():
    chance = random.Random(39)
    sections = ("digits", "dots", "mailboxes", "messengers", "payers", "slashes", "ats")
    pieces = [
        *sorted(frozenset[str]().union(*map(words.words, sections))),
        *(word for _, _, marked in CASES for word in marked_text(marked)[0].split()),
        *"wıſ.@-/·ﬁ①",
    ]
    between = [" ", " ", " ", "  ", "\n", "", "-", ".", ". ", ", ", "_", "\u200b", "\u00a0"]
    for _ in range(5000):
        text = "".join(chance.choice(pieces) + chance.choice(between) for _ in range(chance.randint(1, 8)))
        assert not has_missed(text), text


@pytest.mark.parametrize(
    "text",
    [
        "The new draft is ready, please look at the colours of it.",
        "I can begin on Monday; it takes 3 days, or 4.",
        "নতুন খসড়া তৈরি, রংগুলো দেখে নেবেন।",
        "Two of them are fine. One more round?",
    ],
)
def test_most_messages_need_no_more_than_that_look(text):
    assert not may_have_contact(plain(text).text, text)
