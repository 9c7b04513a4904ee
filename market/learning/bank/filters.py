"""What of the bank a list shows."""

from collections.abc import Collection, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.learning.courses.models import Lesson
from market.learning.questions.models import Question

NAMES = ("lesson", "kind", "difficulty", "use", "weak")


class BankFilter(django_filters.FilterSet):
    """By lesson, kind, difficulty and use; or those that their answers show to be weak (`weak_ids`)."""

    lesson = django_filters.ChoiceFilter(label=_("Lesson"), empty_label=_("Any"))
    kind = django_filters.ChoiceFilter(choices=Question.Kind.choices, label=_("Kind"), empty_label=_("Any"))
    difficulty = django_filters.ChoiceFilter(
        choices=Question.Difficulty.choices, label=_("Difficulty"), empty_label=_("Any")
    )
    use = django_filters.ChoiceFilter(choices=Question.Use.choices, label=_("Asked"), empty_label=_("Any"))
    weak = django_filters.ChoiceFilter(
        choices=[("yes", _("Only weak ones"))], method="only_weak", label=_("Weak questions"), empty_label=_("All")
    )

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any, rows: QuerySet[Question], *, lessons: Sequence[Lesson], weak_ids: Collection[int]
    ) -> None:
        super().__init__(data, queryset=rows)
        self.weak_ids = weak_ids
        self.filters["lesson"].extra["choices"] = [(each.slug, each.title) for each in lessons]

    def only_weak(self, rows: QuerySet[Question], name: str, value: str) -> QuerySet[Question]:
        """Those that are flagged."""
        return rows.filter(pk__in=self.weak_ids)
