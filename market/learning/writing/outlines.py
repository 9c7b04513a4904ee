"""The outline of a draft: titles, summary, and modules with the slugs of their lessons. Pure functions."""

from copy import deepcopy
from typing import Any, TypedDict

from django.utils.text import slugify

from market.learning.courses.course_files import SLUG_LENGTH

InBoth = dict[str, str]  # a text by its language


class ModuleOutline(TypedDict):
    """A module of a course."""

    title: InBoth
    lessons: list[str]


class CourseOutline(TypedDict):
    """What `course.toml` says of a course, beside its topic."""

    title: InBoth
    summary: InBoth
    modules: list[ModuleOutline]


EMPTY: CourseOutline = {"title": {"en": "", "bn": ""}, "summary": {"en": "", "bn": ""}, "modules": []}


def outline_from(sheet: dict[str, Any]) -> CourseOutline:
    """The outline in a `course.toml` without faults."""
    modules: list[ModuleOutline] = [{"title": each["title"], "lessons": each["lessons"]} for each in sheet["module"]]
    return {"title": sheet["title"], "summary": sheet["summary"], "modules": modules}


def slugs_of(outline: CourseOutline) -> list[str]:
    """The slugs of all lessons, in their order."""
    return [slug for module in outline["modules"] for slug in module["lessons"]]


def with_module_moved(outline: CourseOutline, at: int, step: int) -> CourseOutline:
    """The outline with the module at an index one place up (-1) or down (1), as far as there is one."""
    changed = deepcopy(outline)
    _swap(changed["modules"], at, at + step)
    return changed


def with_lesson_moved(outline: CourseOutline, slug: str, step: int) -> CourseOutline:
    """The outline with a lesson one place up (-1) or down (1): from the edge of its module into the neighbour."""
    changed = deepcopy(outline)
    modules = changed["modules"]
    for at, module in enumerate(modules):
        if slug not in module["lessons"]:
            continue
        place = module["lessons"].index(slug)
        if 0 <= place + step < len(module["lessons"]):
            _swap(module["lessons"], place, place + step)
        elif 0 <= at + step < len(modules):
            module["lessons"].remove(slug)
            other = modules[at + step]["lessons"]
            other.insert(0 if step > 0 else len(other), slug)
        break
    return changed


def without_module(outline: CourseOutline, at: int) -> CourseOutline:
    """The outline without the module at an index, and without its lessons."""
    changed = deepcopy(outline)
    del changed["modules"][at : at + 1]
    return changed


def without_lesson(outline: CourseOutline, slug: str) -> CourseOutline:
    """The outline without a lesson."""
    changed = deepcopy(outline)
    for module in changed["modules"]:
        module["lessons"] = [each for each in module["lessons"] if each != slug]
    return changed


def with_module_title(outline: CourseOutline, at: int, title: InBoth) -> CourseOutline:
    """The outline with another title of the module at an index; one past the last, with a new module."""
    changed = deepcopy(outline)
    if at < len(changed["modules"]):
        changed["modules"][at]["title"] = title
    else:
        changed["modules"].append({"title": title, "lessons": []})
    return changed


ADDRESSES = ("file", "publish")  # of a version's own pages


def new_slug(outline: CourseOutline, title: str) -> str:
    """A slug for a new lesson, made of its English title, that no lesson of the outline has."""
    stem = slugify(title.replace("_", " "))[: SLUG_LENGTH - 4].strip("-") or "lesson"
    taken, slug, number = {*slugs_of(outline), *ADDRESSES}, stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _swap(rows: list[Any], one: int, other: int) -> None:
    if 0 <= one < len(rows) and 0 <= other < len(rows):
        rows[one], rows[other] = rows[other], rows[one]
