"""`manage.py check_course FOLDER`: what is wrong with the files of a course, and how long its lessons are."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.course_files import read_course, words_of
from market.learning.seeds import files_of


class Command(BaseCommand):
    """Checks a course."""

    help = "Checks the files of a course (docs/course-file.md)."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Print the faults, or how many words each lesson has. Raises CommandError where there are faults."""
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        course = read_course(files_of(folder))
        for each in course.faults:
            self.stderr.write(f"{each.file}{f', line {each.line}' if each.line else ''}: {each.sentence}")
        if course.faults:
            raise CommandError(f"{len(course.faults)} faults")
        for lesson in course.lessons:
            counts = ", ".join(f"{words_of(lesson, language)} words {language}" for language in LANGUAGES)
            self.stdout.write(f"{lesson.slug}: {counts}")
        self.stdout.write(f"{len(course.questions)} questions")
