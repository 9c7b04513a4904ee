"""Courses as files: those that come with the site, and every fault of others."""

import pytest
from django.core.management import CommandError, call_command

from market.core.base.reference_data import rows
from market.learning.courses.course_files import read_course, texts_of, words_of
from market.learning.models import Question
from market.learning.questions.forms import shown_text
from market.learning.seeds import COURSES, files_of
from market.training.seeds import DATA
from tests.core.test_bangla_words import wrong_words
from tests.learning.course_story import small_files

TOPICS = {row["slug"] for row in rows(DATA / "topics.csv")}
FOLDERS = sorted(each.name for each in COURSES.iterdir())


def test_there_is_a_course_for_each_topic_and_one_for_all():
    assert set(FOLDERS) == TOPICS | {"freelancing"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_courses_of_the_site_are_whole(folder):
    course = read_course(files_of(COURSES / folder))
    assert [f"{each.file}, {each.line}: {each.sentence}" for each in course.faults] == []
    assert course.topic == ("" if folder == "freelancing" else folder)
    assert len(course.lessons) >= (10 if folder == "freelancing" else 6)
    for lesson in course.lessons:
        assert all(600 <= words_of(lesson, language) <= 1250 for language in ("en", "bn")), lesson.slug
        assert [each["kind"] for each in lesson.blocks].count("task") == 1, lesson.slug
        checks = [each for each in course.questions if each["lesson"] == lesson.slug and each["use"] == "check"]
        assert len(checks) >= 2, lesson.slug
    assert sum(each["use"] == "exam" for each in course.questions) >= 40


def test_small_course_is_read():
    course = read_course(small_files())
    assert course.faults == []
    kinds = ["text", "heading", "list", "table", "picture", "callout", "task"]
    assert [each["kind"] for each in course.lessons[0].blocks] == kinds
    assert course.lessons[0].title == {"en": "Adding", "bn": "যোগ করা"}
    assert course.lessons[0].blocks[-1] == {"kind": "task", "en": ["Add.", "Look."], "bn": ["যোগ করুন।", "দেখুন।"]}


FAULTS = {
    "no course": ("course.toml", b"", "course.toml"),
    "not TOML": ("course.toml", b"title = ", "course.toml"),
    "not UTF-8": ("lessons/adding.bn.md", b"# \xff", "lessons/adding.bn.md"),
    "no title": ("lessons/checking.en.md", b"Look once more.", "lessons/checking.en.md"),
    "two titles": ("lessons/checking.en.md", b"# A\n\n# B\n", "lessons/checking.en.md"),
    "a list in a list": ("lessons/checking.en.md", b"# A\n\n- a\n  - b\n", "lessons/checking.en.md"),
    "a plain quote": ("lessons/checking.en.md", b"# A\n\n> b\n", "lessons/checking.en.md"),
    "a list in a call-out": ("lessons/checking.en.md", b"# A\n\n> [!TIP]\n> - b\n", "lessons/checking.en.md"),
    "another structure": ("lessons/checking.en.md", b"# A\n\n- a\n", "lessons/checking.bn.md"),
    "more parts": ("lessons/checking.en.md", b"# A\n\nb\n\nc\n", "lessons/checking.bn.md"),
    "a drawing with a script": (
        "pictures/square.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        "pictures/square.svg",
    ),
    "a drawing that acts": (
        "pictures/square.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>',
        "pictures/square.svg",
    ),
    "a drawing that loads": (
        "pictures/square.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(https://a.example/b)"/></svg>',
        "pictures/square.svg",
    ),
    "a drawing with entities": ("pictures/square.svg", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "pictures/square.svg"),
    "no picture": ("pictures/square.svg", b"GIF89a", "pictures/square.svg"),
    "a big picture": ("pictures/square.svg", b" " * 100_001, "pictures/square.svg"),
    "a long title": ("lessons/checking.en.md", f"# {'a' * 121}\n\nb\n".encode(), "lessons/checking.en.md"),
    "a long summary": ("course.toml", small_files()["course.toml"].replace(b"To add.", b"a" * 601), "course.toml"),
    "an empty title": ("course.toml", small_files()["course.toml"].replace(b"Sums", b" "), "course.toml"),
    "lists in lists for ever": ("course.toml", b"a = " + b"[" * 5000, "course.toml"),
    "questions in lists for ever": ("questions.toml", b"a = " + b"[" * 5000, "questions.toml"),
    "questions that are numbers": ("questions.toml", b"question = [1, 2]", "questions.toml"),
    "one question that is no list": ("questions.toml", b"question = 1", "questions.toml"),
    "questions that are no TOML": ("questions.toml", b"[[", "questions.toml"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_files_are_named(name):
    path, content, place = FAULTS[name]
    faults = read_course({**small_files(), path: content}).faults
    assert place in {each.file for each in faults}, faults
    assert all(str(each.sentence) for each in faults)


def test_missing_files_are_named():
    for path in small_files():
        if path != "questions.toml":
            rest = {name: content for name, content in small_files().items() if name != path}
            assert path in {each.file for each in read_course(rest).faults}


QUESTION_FAULTS = {
    'id = "two-and-two"': 'id = "Two"',
    'lesson = "adding"': 'lesson = "nowhere"',
    'use = "check"': 'use = "fun"',
    "difficulty = 1": "difficulty = 4",
    'kind = "single"': 'kind = "essay"',
    ", right = true": "",
    '{ en = "five", bn = "পাঁচ" }': '{ en = "five", bn = "পাঁচ", right = true }',
    'bn = "দুই আর দুই?"': 'bn = " "',
    'id = "secret-sum"': 'id = "two-and-two"',
    "answer = 42": 'answer = "forty-two"',
    "answer = 42\n": "answer = nan\n",
    'why = { en = "Add them.", bn': 'day = 2026-01-01\nwhy = { en = "Add them.", bn',
    'kind = "number"\n': 'kind = ["number"]\n',
    'en = "What is 40 and 2?"': 'en = "What is \\u0000?"',
    'id = "secret-sum"\n': f'id = "{"a" * 61}"\n',
    'kind = "number"': 'kind = "text"',
    'kind = "number"\nlesson': 'kind = "order"\nlesson',
    'kind = "number"\nlesson = "adding"': 'kind = "gap"\ngaps = [["a"]]\nlesson = "adding"',
    'kind = "number"\nlesson = "adding"\nuse': 'kind = "picture"\nmarks = ["A", "B"]\nlesson = "adding"\nuse',
    'kind = "number"\nlesson = "adding"\nuse = "exam"': 'kind = "file"\nlesson = "adding"\nuse = "exam"',
    'kind = "number"\nlesson = "adding"\nuse = "exam"\n': 'kind = "match"\nlesson = "adding"\nuse = "exam"\n',
}


FOREIGN = {
    "what belongs to another kind": "criteria = 5",
    "what belongs to no kind": 'body = "a"',
    "a number beyond all numbers": f"tolerance = 1{'0' * 12}",
}
ESSAY = 'kind = "file"\ncriteria = [{{ en = "a", bn = "ক", points = {points} }}]'


@pytest.mark.parametrize("name", FOREIGN)
def test_questions_hold_what_belongs_to_their_kind(name):
    files = small_files()
    files["questions.toml"] = files["questions.toml"].replace(b"answer = 42", f"answer = 42\n{FOREIGN[name]}".encode())
    (fault,) = read_course(files).faults
    assert fault.file == "questions.toml: secret-sum"


@pytest.mark.parametrize(
    ("points", "is_taken"), [("100", True), ("101", False), ("1000000000", False), ("true", False)]
)
def test_a_question_has_no_more_points_than_a_result_can_count(points, is_taken):
    text = small_files()["questions.toml"].decode()
    text = text.replace('kind = "number"', ESSAY.format(points=points)).replace("answer = 42", "")
    assert (not read_course({**small_files(), "questions.toml": text.encode()}).faults) == is_taken


def test_a_brace_with_endless_digits_is_text():
    text = small_files()["questions.toml"].replace(b"What is 40 and 2?", b"What is {" + b"4" * 5000 + b"}?")
    (row,) = [
        each for each in read_course({**small_files(), "questions.toml": text}).questions if "4" * 5000 in each["en"]
    ]
    assert "4" * 5000 in shown_text(Question(text_en=row["en"], text_bn=row["en"]))


@pytest.mark.parametrize("part", QUESTION_FAULTS)
def test_faults_of_questions_are_named(part):
    files = small_files()
    text = files["questions.toml"].decode()
    assert part in text
    files["questions.toml"] = text.replace(part, QUESTION_FAULTS[part]).encode()
    (fault, *_more) = read_course(files).faults
    assert fault.file.startswith("questions.toml")


@pytest.mark.parametrize("folder", FOLDERS)
def test_bangla_of_courses_uses_the_words_of_the_site(folder):
    course = read_course(files_of(COURSES / folder))
    pairs = [(text, block["bn"]) for lesson in course.lessons for block in lesson.blocks for text in [block["en"]]]
    pairs += [(each["en"], [each["bn"], each["why"]["bn"]]) for each in course.questions]
    wrong = [
        (text, words)
        for english, bangla in pairs
        for text in texts_of(bangla)
        if (words := wrong_words(text, " ".join(texts_of(english))))
    ]
    assert wrong == []


def test_command_names_faults(tmp_path, capsys):
    for path, content in small_files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    call_command("check_course", tmp_path)
    assert "adding: 18 words en" in capsys.readouterr().out
    (tmp_path / "lessons/checking.bn.md").unlink()
    with pytest.raises(CommandError):
        call_command("check_course", tmp_path)
    assert "lessons/checking.bn.md" in capsys.readouterr().err
