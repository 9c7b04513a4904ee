"""How much of what people write to reach each other is masked, and how little else: by labelled texts.

`contact_cases.tsv` holds the language (`rom` is romanised Bangla, `mix` English and Bangla in one sentence), the kind
and the text; ⟦ and ⟧ stand around what must not be read. Who wrote them had not seen the rules, which were then
mended by them: on other texts these find less (docs/contact-masking.md).
"""

from collections import Counter
from pathlib import Path

import pytest

from market.core.text.contact import contact_spans, masked

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
