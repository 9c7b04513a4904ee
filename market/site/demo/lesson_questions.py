"""Questions at lessons and private notes of the demonstration data."""

from datetime import datetime, timedelta

from market.accounts.models import User
from market.core.base import clock
from market.learning.models import Course, LessonAnswer, LessonNote, LessonQuestion

HOUR = timedelta(hours=1)
Spoken = tuple[str, str]  # who, and what
# Course and lesson; the question; its answers; which of them is the best one (None: not decided).
TALKS: list[tuple[str, str, int, Spoken, list[Spoken], int | None]] = [
    (
        "freelancing",
        "writing-a-bid",
        300,
        ("rina", "আমার আগের কোনো কাজ নেই। প্রস্তাবে তাহলে কী নমুনা দেখাব?"),
        [
            ("shapla", "আমি ক্লাসের প্রজেক্টের দুটো ছবি দিয়েছিলাম। তাতেই প্রথম কাজ পেয়েছি।"),
            (
                "tahmina",
                "নিজে একটা ছোট নমুনা বানিয়ে দিন, যেমন কাজটি চাইছে তেমন। লিখে দিন যে এটি নমুনা, কোনো ক্লায়েন্টের কাজ নয়।",
            ),
        ],
        1,
    ),
    (
        "freelancing",
        "prices-and-time",
        170,
        ("farida", "How do I price a job when the client cannot say how many pictures there will be?"),
        [
            (
                "tahmina",
                "Offer a price for each picture, and a first milestone of ten. After those ten both of you know more.",
            ),
            ("rina", "I ask for three sample pictures first. Then I see how long one of them takes."),
        ],
        0,
    ),
    (
        "freelancing",
        "held-money",
        95,
        ("shapla", "ক্লায়েন্ট টাকা জমা না দিলে কাজ শুরু করব কি না, বুঝতে পারছি না।"),
        [("farida", "না। মাইলস্টোনে “জমা আছে” লেখা না দেখে কাজ শুরু করবেন না।")],
        0,
    ),
    (
        "e-commerce-business",
        "cost-and-price",
        60,
        ("rina", "ডেলিভারির খরচ কি দামের ভেতরে ধরব, নাকি আলাদা লিখব?"),
        [
            (
                "tahmina",
                "আলাদা লিখলে ক্রেতা বুঝতে পারেন কীসের জন্য টাকা দিচ্ছেন। তবে লাভের হিসাবে দুটোই ধরতে হবে।",
            )
        ],
        None,
    ),
    (
        "e-commerce-business",
        "photos-and-texts",
        30,
        ("rina", "রাতে ছবি তুললে রং বদলে যায়। বাতির আলোতে ঠিক রং পাওয়ার কোনো উপায় আছে?"),
        [],
        None,
    ),
    (
        "graphics-design",
        "a-logo",
        20,
        ("shapla", "Is it enough to give the client a PNG, or must a logo always be a vector file?"),
        [("farida", "Give both. A printer needs the vector file, a web page mostly the PNG.")],
        None,
    ),
]
NOTES = [
    (
        "freelancing",
        "writing-a-bid",
        "প্রথম দুই লাইনে: কাজটা কী বুঝেছি, আর কীভাবে করব।\nদাম লেখার আগে সময় হিসাব করা।\nশেষে একটা প্রশ্ন রাখা।",
    ),
    ("e-commerce-business", "cost-and-price", "দাম = কেনা + প্যাকেট + ডেলিভারি + ফেরতের ভাগ + লাভ"),
]
BOOKMARKS = [("freelancing", "held-money"), ("e-commerce-business", "cost-and-price")]


def make_lesson_questions(people: dict[str, User]) -> None:
    """What is there stays as it is."""
    if LessonQuestion.objects.exists():
        return
    now, courses = clock.now(), {each.slug: each for each in Course.objects.all()}
    for slug, lesson, hours, (asker, text), answers, best in TALKS:
        at = now - hours * HOUR
        question = LessonQuestion.objects.create(
            course=courses[slug], lesson=lesson, written_by=people[asker], written_at=at, text=text
        )
        rows = [
            _answer(question, people[who], spoken, at + (2 + 5 * place) * HOUR)
            for place, (who, spoken) in enumerate(answers)
        ]
        if best is not None:
            question.best = rows[best]
            question.save(update_fields=["best"])
    _make_notes(people["rina"], courses, now)


def _answer(question: LessonQuestion, writer: User, text: str, at: datetime) -> LessonAnswer:
    return LessonAnswer.objects.create(question=question, written_by=writer, written_at=at, text=text)


def _make_notes(trainee: User, courses: dict[str, Course], now: datetime) -> None:
    rows = {(slug, lesson): LessonNote(user=trainee, course=courses[slug], lesson=lesson) for slug, lesson in BOOKMARKS}
    for row in rows.values():
        row.bookmarked_at = now - 40 * HOUR
    for slug, lesson, text in NOTES:
        row = rows.setdefault((slug, lesson), LessonNote(user=trainee, course=courses[slug], lesson=lesson))
        row.text, row.revision, row.written_at = text, 1, now - 39 * HOUR
    LessonNote.objects.bulk_create(rows.values())
