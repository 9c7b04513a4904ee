"""What of an answer is right."""

from decimal import Decimal

import pytest

from market.core.base.errors import Invalid
from market.learning.questions.marking import share_right, with_keys

FOUR = with_keys("q", {"choices": [{"en": each, "right": each in "ab"} for each in "abcd"]})
ONE = with_keys("q", {"choices": [{"en": "a", "right": True}, {"en": "b"}]})
ITEMS = with_keys("q", {"items": [{"en": each} for each in "abcd"]})
PAIRS = with_keys("q", {"pairs": [{"left": {"en": each}, "right": {"en": each * 2}} for each in "abc"]})
KEYS = {each["en"]: each["key"] for each in FOUR["choices"]}
RIGHTS = [each["right"]["key"] for each in PAIRS["pairs"]]


def keys(letters: str) -> list[str]:
    return [KEYS[each] for each in letters]


SHARES = [
    ("single", ONE, KEYS["a"], 1),
    ("single", ONE, KEYS["b"], 0),
    ("multiple", FOUR, keys("ab"), 1),
    ("multiple", FOUR, keys("a"), Decimal("0.5")),
    ("multiple", FOUR, keys("abc"), Decimal("0.5")),
    ("multiple", FOUR, keys("cd"), 0),
    ("multiple", FOUR, [], 0),
    ("multiple", FOUR, keys("abcd"), 0),
    ("number", {"answer": 12.5}, "১২.৫", 1),
    ("number", {"answer": 1250}, " 1,250 ", 1),
    ("number", {"answer": 10, "tolerance": 0.5}, "10.5", 1),
    ("number", {"answer": 10, "tolerance": 0.5}, "10.51", 0),
    ("number", {"answer": 10}, "ten", 0),
    ("number", {"answer": 10}, "NaN", 0),
    ("number", {"answer": 10}, "1e9999999", 0),
    ("text", {"accepted": ["Cc", "সিসি"]}, " CC ", 1),
    ("text", {"accepted": ["Cc", "সিসি"]}, "সিসি", 1),
    ("text", {"accepted": ["<>"]}, "<>", 1),
    ("text", {"accepted": ["<>"]}, "!!", 0),
    ("order", ITEMS, keys("abcd"), 1),
    ("order", ITEMS, keys("bcda"), Decimal(2) / 3),
    ("order", ITEMS, keys("dcba"), 0),
    ("match", PAIRS, RIGHTS, 1),
    ("match", PAIRS, [RIGHTS[0], RIGHTS[2], RIGHTS[1]], Decimal(1) / 3),
    ("gap", {"gaps": [["to"], ["cc"]]}, ["To", "bcc"], Decimal("0.5")),
    ("picture", {"marks": ["A", "B"], "answer": "B"}, "B", 1),
    ("picture", {"marks": ["A", "B"], "answer": "B"}, "A", 0),
]


@pytest.mark.parametrize(("kind", "body", "answer", "share"), SHARES)
def test_share(kind, body, answer, share):
    assert share_right(kind, body, answer) == share


@pytest.mark.parametrize(
    ("kind", "body", "answer"),
    [
        ("single", ONE, "nothing"),
        ("single", ONE, [KEYS["a"]]),
        ("single", ONE, None),
        ("multiple", FOUR, KEYS["a"]),
        ("multiple", FOUR, keys("aa")),
        ("multiple", FOUR, keys("abcd") + ["x"]),
        ("number", {"answer": 1}, 1),
        ("text", {"accepted": ["a"]}, "a" * 201),
        ("match", PAIRS, RIGHTS[:2]),
        ("match", PAIRS, "abc"),
        ("gap", {"gaps": [["a"]]}, ["a", "b"]),
        ("gap", {"gaps": [["a"]]}, [1]),
        ("picture", {"marks": ["A", "B"], "answer": "B"}, "C"),
    ],
)
def test_what_is_no_answer_is_refused(kind, body, answer):
    with pytest.raises(Invalid):
        share_right(kind, body, answer)


def test_keys_say_nothing_of_what_is_right():
    assert sorted(KEYS.values()) != [KEYS[each] for each in "abcd"]
    assert len(set(KEYS.values())) == 4
