"""The English of the site uses the trade's terms, as `docs/glossary.md` lists them: one word for each thing.

Each word below was once on a page, where a user of any other marketplace looked for the one beside it.
"""

import re

import pytest

from market.translation import catalogues, extraction

# What is not said, and what is said instead.
WORDS = {
    r"\b[Aa]sk(s|ed|ing)? for changes\b": "request changes",
    r"\bhand(ed|s|ing)? (it |the work )?in\b": "deliver",
    r"\btak(e|es|en|ing) back\b(?! by)|\b(take|took) it back\b": "withdraw; of a skill: restore",
    r"\b[Pp]ieces? of news\b|\b[Nn]ews\b": "notification; of webhooks: event",
    r"\b(is|are) told (when|of|at once)\b|\bNobody is told\b": "is notified",
    r"\b[Dd]eeds?\b": "action",
    r"\bquarrels?\b": "disagreement, dispute",
    r"\bst(ands?|ood) still\b": "is frozen",
    r"\bwrite to (her|them|him)\b": "message",
    r"\b[Tt]hrow(n|s)? (it )?away\b": "delete",
    r"\b(the|its|each|rule of the) clocks? (does|decides|runs)\b": "deadline",
    r"\bGone back\b": "refunded",
    r"^Talk$|\b[Tt]he talk about\b": "conversation, message",
    r"\bmovements? of (the |your )?money\b": "transaction",
    r"^(Keep|Hand in|Throw away)$": "Save, Deliver, Delete",
    r"\b([Tt]ake|takes|took|taken) (it |them |the \w+ )?(away|off your)\b": "remove, revoke",
    r"\bin sight\b|\bfor our loss\b|\bbe our loss\b": "on watch, write off",
    r"\bsettlement slip\b|\bslips?\b(?! of the pen)": "receipt, error",
}


@pytest.mark.parametrize("app", catalogues.apps())
def test_english_texts_use_the_terms_of_the_trade(app):
    texts = [text for message in extraction.template_of(app) for text in _texts(message.id)]
    wrong = [f"{text!r}: say {better}" for text in texts for word, better in WORDS.items() if re.search(word, text)]
    if app == "core":  # other packages' texts stand there too
        wrong = [line for line in wrong if "{" not in line]
    assert not wrong, "\n".join(wrong)


def _texts(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


def test_words_are_those_of_the_expressions():
    assert re.search(next(iter(WORDS)), "She asked for changes.")
    assert not any(re.search(word, "You requested changes. The deadline decides.") for word in WORDS)
