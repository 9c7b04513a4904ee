"""Taking what says who a user is out of texts and JSON that stay when the account is erased."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from market.core.text.bangla import language_of
from market.core.text.contact import phone_spans, replaced
from market.core.text.detection.mails import ADDRESS

TAKEN_OUT = "[…]"
LETTER = r"[\w\u0981-\u09e3]"  # \w has no vowel signs of Bangla
CASES = "দেরকে|দের|কে|েরা|রা|ের|র|তে|য়|টি|টা|ও|ই"
SHORTEST_NAME = 3
IN_ADDRESS = r"[\w.+'&%/!#$*=?^`{|}~-]"
SAID = "said"  # a fact of the audit log that is itself JSON in a text (`contracts.workroom.events`)


class Scrubber:
    """Cleans the texts of one user: of addresses, names and, in the user's own words, of numbers to call.

    `is_own` tells whether a whole address is, or was, the user's: "rida@…" does not stand in "farida@…". What contains
    `email`, the one of now, is found by that too: it may have signs that few addresses have.
    """

    def __init__(
        self, *, user_id: int, email: str, names: Iterable[str], pseudonym: str, is_own: Callable[[str], bool]
    ) -> None:
        self._user_id = user_id
        self._pseudonym = pseudonym
        self._is_own = is_own
        self._email = re.compile(rf"(?<!{IN_ADDRESS}){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)
        words = sorted({name for name in names if len(name.strip()) >= SHORTEST_NAME}, key=len, reverse=True)
        either = "|".join(map(_whole, words))
        self._name = re.compile(either, re.IGNORECASE) if either else None

    def own(self, text: str) -> str:
        """A text that the user wrote: no address, name or number of theirs is left.

        Nobody's number is verified, so each phone number in it goes, whoever's it is: the words are the user's own.
        """
        return self._cleaned(text, lambda part: _phoneless(self._nameless(part)))

    def about(self, text: str) -> str:
        """A text that others wrote about the user: without address and names. Numbers in it are nobody's for sure."""
        return self._cleaned(text, self._nameless)

    def _cleaned(self, text: str, clean: Callable[[str], str]) -> str:
        """The text without the user's addresses; what stands between addresses is cleaned."""
        text = self._email.sub(TAKEN_OUT, text)
        parts, end = [], 0
        for match in ADDRESS.finditer(text):
            parts += [clean(text[end : match.start()])]
            parts += [TAKEN_OUT if self._is_own(_plain(match[0])) else match[0]]  # a name in it is part of an address
            end = match.end()
        return "".join([*parts, clean(text[end:])])

    def _nameless(self, text: str) -> str:
        return self._name.sub(self._pseudonym, text) if self._name else text

    def named(self, value: Any) -> Any:
        """JSON in which the user's name and words are replaced where they stand under the user's key."""
        if isinstance(value, list):
            return [self.named(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.get("user") == self._user_id and "name" in value:
            return {key: each for key, each in value.items() if key != "other"} | {"name": self._pseudonym}
        if value.get("by") == self._user_id and "text" in value:
            return {**value, "text": self.own(str(value["text"]))}
        return {key: _in_said(each, self.named) if key == SAID else self.named(each) for key, each in value.items()}


def cleaned(value: Any, keys: frozenset[str], clean: Callable[[str], str]) -> Any:
    """A text cleaned, or JSON with its texts cleaned: all, or those below one of the keys.

    Names and words that stand under somebody's key are left to `Scrubber.named`.
    """
    if isinstance(value, str):
        return value if keys else clean(value)
    if isinstance(value, list):
        return [cleaned(each, keys, clean) for each in value]
    if not isinstance(value, dict) or value.keys() - {"other"} in ({"user", "name"}, {"by", "text"}):
        return value
    return {key: _below(key, each, keys, clean) for key, each in value.items()}


def _below(key: str, value: Any, keys: frozenset[str], clean: Callable[[str], str]) -> Any:
    if key == SAID:
        return _in_said(value, lambda facts: cleaned(facts, keys, clean))
    return cleaned(value, frozenset() if key in keys else keys, clean)


def _in_said(value: Any, act: Callable[[Any], Any]) -> Any:
    try:
        facts = json.loads(value)
    except (TypeError, ValueError):
        return value
    changed = act(facts)
    return value if changed == facts else json.dumps(changed, ensure_ascii=False)


def _whole(name: str) -> str:
    """An expression for a name that stands by itself, in Bangla also with the ending of a case ("রিনার", "রিনাকে")."""
    ending = f"(?:{CASES})?" if language_of(name) == "bn" else ""
    return rf"(?<!{LETTER}){re.escape(name)}(?={ending}(?!{LETTER}))"


def _plain(address: str) -> str:
    """An address as it is typed into a form, of one that was written with blanks or "(at)"."""
    return re.sub(r"\(at\)|\[at\]", "@", re.sub(r"\s", "", address), flags=re.IGNORECASE).strip("-.+")


def _phoneless(text: str) -> str:
    return replaced(text, phone_spans(text), TAKEN_OUT)
