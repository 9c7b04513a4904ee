"""Files of questions: all of GIFT and CSV that is read, and every fault with its line."""

import pytest

from market.core.text.csv_export import to_csv
from market.learning.bank.files import MOST_BYTES, read_file
from market.learning.bank.gift_writing import is_for_gift, write_gift
from market.learning.bank.rows import Defaults
from market.learning.bank.sheets import BODIES, write_sheet
from market.learning.courses.course_files import read_course
from market.learning.questions.rows import normal
from market.learning.seeds import COURSES, files_of

ADDING = Defaults(("adding", "checking"), lesson="adding")
BARE = Defaults(("adding", "checking"))
WHY = {"en": "Count.", "bn": "গুনুন।"}


def pair(answers: str, bangla: str = "", text: str = "Two and two?", after: str = "") -> str:
    """A question in both languages; the reason is there, unless the answers hold it."""
    both = []
    for name, block, why in (("a", answers, "Count."), ("a.bn", bangla or answers, "গুনুন।")):
        reason = "" if "####" in block else f" #### {why}"
        both.append(f"::{name}:: {text} {{{block}{reason}}} {after}")
    return "\n\n".join(both) + "\n"


def read(text: str | bytes, defaults: Defaults = ADDING, name: str = "bank.gift"):
    return read_file(name, text.encode() if isinstance(text, str) else text, defaults)


def only(text: str | bytes, defaults: Defaults = ADDING, name: str = "bank.gift") -> dict:
    done = read(text, defaults, name)
    assert [(each.line, str(each.sentence)) for each in done.faults] == []
    (row,) = done.rows
    return row.question


def faults(text: str | bytes, name: str = "bank.gift", defaults: Defaults = ADDING) -> list[tuple[int, str]]:
    return [(each.line, str(each.sentence)) for each in read(text, defaults, name).faults]


def test_one_choice_in_two_languages():
    row = only(pair("=four ~five ~six", "=চার ~পাঁচ ~ছয়"))
    assert row == {
        "id": "a",
        "kind": "single",
        "lesson": "adding",
        "use": "exam",
        "difficulty": 2,
        "en": "Two and two?",
        "bn": "Two and two?",
        "why": WHY,
        "choices": normal(
            [
                {"en": "four", "bn": "চার", "right": True},
                {"en": "five", "bn": "পাঁচ"},
                {"en": "six", "bn": "ছয়"},
            ]
        ),
    }


@pytest.mark.parametrize(
    ("answers", "kind", "body"),
    [
        ("~%50%a ~%50%b ~%-100%c", "multiple", {"choices": [("a", True), ("b", True), ("c", False)]}),
        (
            "~%33.33333%a ~%33.33333%b ~%33.33333%c ~d",
            "multiple",
            {"choices": [*((x, True) for x in "abc"), ("d", False)]},
        ),
        ("~%-50%a =%100%b ~%0%c", "single", {"choices": [("a", False), ("b", True), ("c", False)]}),
        ("T", "single", {"choices": [("True", True), ("False", False)]}),
        ("FALSE", "single", {"choices": [("True", False), ("False", True)]}),
        ("true#no#yes", "single", {"choices": [("True", True), ("False", False)]}),
        ("=four =4", "text", {"accepted": ["four", "4"]}),
        ("=%100%four", "text", {"accepted": ["four"]}),
        ("#4", "number", {"answer": 4}),
        ("#4:0.5", "number", {"answer": 4, "tolerance": 0.5}),
        ("#1..5", "number", {"answer": 3, "tolerance": 2}),
        ("#-2.5..-1.5", "number", {"answer": -2, "tolerance": 0.5}),
        ("#=1,822:0 #well done", "number", {"answer": 1822}),
        ("#=4:1 =%0%5:1 ~#none", "number", {"answer": 4, "tolerance": 1}),
        ("# ৪:১", "number", {"answer": 4, "tolerance": 1}),
        ("=a -> 1 =b -> 2 =c -> 3", "match", {"pairs": [("a", "1"), ("b", "2"), ("c", "3")]}),
    ],
)
def test_kinds(answers, kind, body):
    row = only(pair(answers))
    assert row["kind"] == kind
    plain = {
        "choices": lambda each: (each["en"], each.get("right", False)),
        "pairs": lambda each: (each["left"]["en"], each["right"]["en"]),
    }
    for name, value in body.items():
        assert (list(map(plain[name], row[name])) if name in plain else row[name]) == value
    assert row["why"] == WHY


def test_missing_words():
    row = only(pair("=rises", "=ওঠে", text="The sun", after="in the east."))
    assert (row["kind"], row["en"], row["gaps"]) == ("gap", "The sun {1} in the east.", [["rises", "ওঠে"]])
    row = only(pair("=rises ~sets", text="The sun", after="in the east."))
    assert (row["kind"], row["en"]) == ("single", "The sun ____ in the east.")


def test_signs_formats_comments_and_feedback():
    text = r"""// of the office
$CATEGORY: $course$/top/checking/check/hard

::a:: [html]<p>What is <b>2\=2</b>&nbsp;\{or\} <code>\~</code>?</p> {
// the right one
=[markdown]**four** \: 4 \\ 4#Rightly counted.
~a \# b#Wrong.
}

::a.bn::[plain]কত * কত? {=চার#ঠিক গুনেছেন। ~পাঁচ}
"""
    row = only(text, BARE)
    assert (row["lesson"], row["use"], row["difficulty"]) == ("checking", "check", 3)
    assert row["en"] == "What is **2=2** {or} `~` ?".replace(" ?", "?")
    assert row["bn"] == r"কত \* কত?"
    assert [each["en"] for each in row["choices"]] == [r"**four** : 4 \ 4", "a # b"]
    assert row["why"] == normal({"en": "Rightly counted.", "bn": "ঠিক গুনেছেন।"})


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_letters_and_line_ends(code, end):
    content = pair("=four ~five", "=চার ~পাঁচ").replace("\n", end).encode(code)
    assert only(content)["choices"][0]["bn"] == "চার"


FAULTS = {
    "nothing": ("", 0, "no question in this file"),
    "only comments": ("// none\n", 0, "no question in this file"),
    "other letters": ("প্রশ্ন".encode("utf-16-le"), 0, "letters of this file"),
    "broken UTF-8": (b"::a:: \xff {T}", 0, "letters of this file"),
    "a workbook": (b"PK\x03\x04\x14", 0, "This is a workbook."),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1", 0, "This is a workbook."),
    "a PDF": (b"%PDF-1.7 1 0 obj", 0, "This is a PDF."),
    "a NUL": ("::a:: \0 {T}", 0, "letters of this file"),
    "too large": (b" " * (MOST_BYTES + 1), 0, "more than 1 MB"),
    "no name": ("Two and two? {=4 ~5}", 1, "begins with its name"),
    "a name without end": ("\n::a: Two? {=4 ~5}", 2, "does not end: two colons"),
    "a bad name": ("::A b:: Two? {=4 ~5}", 1, "small letters, digits and hyphens"),
    "an empty name": (":::: Two? {=4 ~5}", 1, "small letters, digits and hyphens"),
    "no text": ("::a:: {=4 ~5}", 1, "question itself is missing"),
    "no answers": ("::a:: Read this.", 1, "Nothing is asked"),
    "an essay": ("::a:: Tell. {}", 1, "free answer"),
    "an essay with a reason": ("::a:: Tell. {#### Why}", 1, "free answer"),
    "no end": ("::a:: Two?\n{=4\n~5", 2, "a } is missing"),
    "an empty line within": ("::a:: Two? {=4\n\n~5}", 1, "a } is missing"),
    "only an end": ("::a:: Two?\n=4 ~5}", 2, "without a {"),
    "an end before the beginning": ("::a:: Two? } {=4", 1, "without a {"),
    "braces in braces": ("::a:: Two? {=4 {x} ~5}", 1, "within the answers"),
    "two places": ("::a:: {=4 ~5} and {=6 ~7}", 1, "in one place"),
    "no sign": ("::a:: Two? {four}", 1, "begins with ="),
    "an empty answer": ("::a:: Two? {= ~5}", 1, "An answer is empty."),
    "an unknown format": ("::a:: [latex] Two? {=4 ~5}", 1, "no such format"),
    "an unknown format of an answer": ("::a:: Two? {=[tex]4 ~5}", 1, "no such format"),
    "HTML": ("::a:: [html]<img src\\=x> {=4 ~5}", 1, "Of HTML only"),
    "a script": ("::a:: [html]<script>1</script> {=4 ~5}", 1, "Of HTML only"),
    "a share that is none": ("::a:: Two? {~%half%a ~b}", 1, "A share stands between"),
    "a share without end": ("::a:: Two? {~%50a ~b}", 1, "A share stands between"),
    "a share above 100": ("::a:: Two? {~%150%a ~b}", 1, "A share stands between"),
    "shares of 80": ("::a:: Two? {~%40%a ~%40%b ~c}", 1, "do not make 100"),
    "half right": ("::a:: Two? {=a ~%50%b ~c}", 1, "nothing between"),
    "half right text": ("::a:: Two? {=a =%50%b}", 1, "nothing between"),
    "half right number": ("::a:: Two? {#=4 =%50%5}", 1, "nothing between"),
    "none right": ("::a:: Two? {~a ~b}", 1, "No answer is right"),
    "no number": ("::a:: Two? {#four}", 1, "“four” is no number."),
    "no number after #": ("::a:: Two? {#}", 1, "number after # is missing"),
    "no tolerance": ("::a:: Two? {#4:x}", 1, "“x” is no number."),
    "an endless number": ("::a:: Two? {#1e999}", 1, "is no number."),
    "a tolerance below 0": ("::a:: Two? {#4:-1}", 1, "0 or more"),
    "a range turned round": ("::a:: Two? {#5..1}", 1, "smaller number"),
    "half a range": ("::a:: Two? {#1..}", 1, "is no number."),
    "two numbers": ("::a:: Two? {#=4 =5}", 1, "exactly one is right"),
    "half a pair": ("::a:: Two? {=a -> =b -> 2 =c -> 3}", 1, "One side of a pair"),
    "pairs and others": ("::a:: Two? {=a -> 1 ~b}", 1, "do not go together"),
    "too much after true": ("::a:: Two? {T#a#b#c}", 1, "Too many #"),
    "two reasons": ("::a:: Two? {T #### a #### b}", 1, "stands there once"),
    "no partner": ("::a:: Two? {T #### Yes.}", 1, "partner is missing"),
    "only Bangla": ("\n\n::a.bn:: Two? {T #### Yes.}", 3, "partner is missing"),
    "a name twice": (pair("T") + "\n" + pair("F"), 5, "Another question has this name."),
    "other kinds": (pair("T", "=a"), 3, "two languages differ"),
    "other right ones": (pair("=a ~b", "~ক =খ"), 3, "two languages differ"),
    "more answers": (pair("=a ~b", "=ক ~খ ~গ"), 3, "two languages differ"),
    "other numbers": (pair("#4", "#5"), 3, "two languages differ"),
    "two right ones of one": (pair("=a =b ~c"), 1, "Exactly one choice is right."),
    "nine choices": (pair("=a " + " ".join(f"~{n}" for n in range(8))), 1, "two to eight choices"),
    "two pairs": (pair("=a -> 1 =b -> 2"), 1, "Three to eight pairs"),
    "no reason": (pair("T ####"), 1, "its reason are needed"),
    "a long text": (pair("T", text="a" * 2001), 1, "too long"),
    "an unknown lesson": ("$CATEGORY: subtracting\n\n" + pair("T"), 1, "“subtracting” is no lesson", BARE),
    "an unknown lesson beside other faults": ("\n$CATEGORY: sums\n\n::a:: {=4", 2, "“sums” is no lesson", BARE),
    "no lesson": (pair("T"), 1, "no such lesson", BARE),
    "too many": ("\n".join(pair("T").replace("::a", f"::a{n}") for n in range(501)), 0, "more than 500"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_has_its_sentence_and_line(name):
    text, line, words, *defaults = FAULTS[name]
    sentences = faults(text, defaults=defaults[0] if defaults else ADDING)
    assert [each for each in sentences if each[0] == line and words in each[1]], sentences


def test_faults_do_not_hide_what_comes_after():
    text = "::x:: Two? {T\n\n" + pair("T") + "\n::y:: {#}\n"
    assert [line for line, _sentence in faults(text)] == [1, 7]
    assert len(read(text).rows) == 1


HEAD = "id,lesson,use,kind,difficulty,text_en,text_bn,why_en,why_bn"
FIRST = "a,adding,exam,{},hard,Two?,দুই?,Count.,গুনুন।"


def sheet(kind: str, columns: str, cells: str) -> str:
    return f"{HEAD},{columns}\r\n{FIRST.format(kind)},{cells}\r\n"


@pytest.mark.parametrize(
    ("kind", "columns", "cells", "name", "value"),
    [
        ("number", "answer,tolerance", "৪২,0.5", "answer", 42),
        ("text", "accepted", "four|4|four", "accepted", ["four", "4"]),
        ("gap", "gap1,gap2", "a|b,c", "gaps", [["a", "b"], ["c"]]),
        (
            "multiple",
            "right,choice1_en,choice1_bn,choice2_en,choice2_bn,choice3_en,choice3_bn",
            '"1,৩",a,ক,b,খ,c,গ',
            "choices",
            [{"en": "a", "bn": "ক", "right": True}, {"en": "b", "bn": "খ"}, {"en": "c", "bn": "গ", "right": True}],
        ),
    ],
)
def test_a_table_is_read(kind, columns, cells, name, value):
    text = sheet(kind, columns, cells)
    if kind == "gap":
        text = text.replace("Two?", "{1} and {2}").replace("দুই?", "{1} আর {2}")
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        row = only(content, BARE, "bank.csv")
        assert (row[name], row["difficulty"], row["lesson"]) == (value, 3, "adding")


SHEET_FAULTS = {
    "nothing": ("", 0, "no question in this file"),
    "no head": ("a,b,c\r\n1,2,3\r\n", 1, "The head line has no column “id”"),
    "a column twice": (f"{HEAD},id\r\n", 1, "stands twice"),
    "an unknown kind": (sheet("essay", "answer", "1"), 2, "no such kind"),
    "a picture": (sheet("picture", "answer", "1"), 2, "come with the files of a course"),
    "no number": (sheet("number", "answer", "four"), 2, "A number is needed"),
    "no forms": (sheet("text", "accepted", "|"), 2, "forms that are accepted"),
    "right is none": (
        sheet("single", "right,choice1_en,choice1_bn,choice2_en,choice2_bn", "7,a,ক,b,খ"),
        2,
        "two to eight",
    ),
    "no right one": (sheet("single", "choice1_en,choice1_bn,choice2_en,choice2_bn", "a,ক,b,খ"), 2, "Exactly one"),
    "no Bangla": (sheet("number", "answer", "4").replace("দুই?", ""), 2, "in English and in Bangla"),
    "a bad difficulty": (sheet("number", "answer", "4").replace("hard", "7"), 2, "difficulty 1, 2 or 3"),
    "an open quotation mark": (sheet("number", "answer", '"4'), 2, "quotation mark"),
    "an id twice": (
        sheet("number", "answer", "4") + f"{FIRST.format('number')},5\r\n",
        3,
        "Another question has this id",
    ),
}


@pytest.mark.parametrize("name", SHEET_FAULTS)
def test_every_fault_of_a_table(name):
    text, line, words = SHEET_FAULTS[name]
    sentences = faults(text, "bank.csv", BARE)
    assert [each for each in sentences if each[0] == line and words in each[1]], sentences


@pytest.mark.parametrize("folder", sorted(each.name for each in COURSES.iterdir()))
def test_what_is_written_is_read_again(folder):
    course = read_course(files_of(COURSES / folder))
    rows = {each["id"]: normal(each) for each in course.questions}
    for each in rows.values():
        if each.get("tolerance") == 0:
            del each["tolerance"]
    places = Defaults([each.slug for each in course.lessons])
    for name, content, is_held in (
        ("a.gift", write_gift(rows.values()), is_for_gift),
        ("a.csv", to_csv(write_sheet(rows.values())), lambda row: row["kind"] in BODIES),
    ):
        done = read_file(name, content.encode(), places)
        assert [(each.line, str(each.sentence)) for each in done.faults] == []
        wanted = {slug: row for slug, row in rows.items() if is_held(row)}
        assert {each.question["id"]: each.question for each in done.rows} == wanted
        assert len(wanted) > len(rows) / 2
