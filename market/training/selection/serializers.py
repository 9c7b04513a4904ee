"""Selections in the API."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from market.core.api.serializers import NameSerializer, TextField
from market.training.models import Selection, SelectionPlace
from market.training.selection.actions import REASON_LENGTH
from market.training.selection.overviews import OFFICER, SITE, DeskView, Overview

STEPS = ("", "commit", "wait", "objections", "draw", "confirm")


class RuleLevelSerializer(serializers.Serializer[Any]):
    """What an answer gives: one of `choices`, or a number of `least` or more where there are none."""

    points = serializers.IntegerField()
    choices = serializers.ListField(child=serializers.CharField())
    least = serializers.IntegerField()


class RulePartSerializer(serializers.Serializer[Any]):
    """A part of the rule; the first level that an answer reaches counts."""

    code = serializers.CharField()
    name = serializers.CharField()
    why = serializers.CharField()
    levels = RuleLevelSerializer(many=True)


class SelectionRuleSerializer(serializers.Serializer[Any]):
    """The published rule: points, then the smaller lot, which is the SHA-256 of "seed:application number"."""

    rule = serializers.IntegerField()
    most = serializers.IntegerField()
    parts = RulePartSerializer(many=True)


class DrawRecordSerializer(serializers.Serializer[Any]):
    """A draw: how many entries differ from the draw before (of the first: from those at closing), how many seats given.

    Null: drawn before this was counted, or the first draw.
    """

    drawn_at = serializers.DateTimeField(source="change.at")
    refused_at = serializers.DateTimeField(allow_null=True)
    entries_digest = serializers.CharField(source="change.entries_digest")
    entries_changed = serializers.IntegerField(source="change.entries_changed", allow_null=True)
    seats_changed = serializers.IntegerField(source="change.seats_changed", allow_null=True)


class SelectionSerializer(serializers.Serializer[Overview]):
    """The selection of a phase. `seed`, the counts and `file` are null until the list is published."""

    phase = serializers.IntegerField(source="selection.phase_id")
    number = serializers.IntegerField(source="selection.phase.number")
    state = serializers.ChoiceField(Selection.State.choices, source="selection.state")
    rule = serializers.IntegerField(source="selection.rule")
    seed_hash = serializers.CharField(source="selection.seed_hash")
    committed_at = serializers.DateTimeField(source="selection.committed_at")
    committed_by = serializers.ChoiceField([OFFICER, SITE])
    closes_at = serializers.DateTimeField(source="selection.phase.closes_at")
    published_at = serializers.DateTimeField(source="selection.published_at", allow_null=True)
    entries_hash = serializers.CharField(source="selection.entries_hash", help_text="Empty until applications close.")
    entries_at = serializers.DateTimeField(source="selection.entries_at", allow_null=True)
    refusals = serializers.IntegerField()
    draws = DrawRecordSerializer(many=True)
    seed = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    seats = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()

    def is_shown(self, overview: Overview) -> bool:
        """Whether the caller may see what was drawn."""
        return overview.selection.is_published

    def get_seed(self, overview: Overview) -> str | None:
        """The seed."""
        return overview.selection.seed if self.is_shown(overview) else None

    def get_counts(self, overview: Overview) -> dict[str, int] | None:
        """How many applications have which result."""
        if not self.is_shown(overview):
            return None
        return {each.value: overview.counts.get(each.value, 0) for each in SelectionPlace.Outcome}

    def get_seats(self, overview: Overview) -> int | None:
        """How many seats there were."""
        return overview.seats if self.is_shown(overview) else None

    def get_file(self, overview: Overview) -> str | None:
        """The address of the file from which anybody draws again."""
        return reverse("selection_file", args=[overview.selection.phase_id]) if self.is_shown(overview) else None


class DrawnSelectionSerializer(SelectionSerializer):
    """The selection of a phase, for officers: they see it from the draw on."""

    drawn_by = serializers.IntegerField(source="selection.drawn_by_id", allow_null=True)
    drawn_at = serializers.DateTimeField(source="selection.drawn_at", allow_null=True)
    confirmed_by = serializers.IntegerField(source="selection.confirmed_by_id", allow_null=True)
    due_at = serializers.DateTimeField(source="selection.due_at", allow_null=True)

    def is_shown(self, overview: Overview) -> bool:
        """Officers see it from the draw on."""
        return overview.selection.is_drawn

    def get_file(self, overview: Overview) -> str | None:
        """The address of the file from which anybody draws again."""
        name = "selection_file" if overview.selection.is_published else "phase_selection_file"
        return reverse(name, args=[overview.selection.phase_id]) if self.is_shown(overview) else None


class SelectionChangeSerializer(serializers.Serializer[Any]):
    """What was done, by whom (null: the site), when and why; `digest` is the hash of a list that was drawn."""

    state = serializers.ChoiceField(Selection.State.choices)
    by = serializers.IntegerField(source="by_id", allow_null=True)
    at = serializers.DateTimeField()
    reason = serializers.CharField()
    digest = serializers.CharField()


class PhaseSelectionSerializer(serializers.Serializer[DeskView]):
    """Where a selection stands. `step` is what is next; `selection` is null before a seed is committed."""

    phase = serializers.IntegerField(source="phase.pk")
    step = serializers.ChoiceField(STEPS)
    applications = serializers.IntegerField()
    objections = serializers.IntegerField()
    selection = DrawnSelectionSerializer(source="overview", allow_null=True)
    changes = SelectionChangeSerializer(many=True)


class SelectionPlaceSerializer(serializers.Serializer[Any]):
    """A place of the list. `rank` is null for who took no part; `waiting`: the number on the list of each topic."""

    number = serializers.CharField(source="place.application.number")
    district = NameSerializer(source="place.district")
    rank = serializers.IntegerField(source="place.rank", allow_null=True)
    score = serializers.IntegerField(source="place.score")
    points = serializers.DictField(child=serializers.IntegerField(), source="place.points")
    lot = serializers.CharField(source="place.lot")
    wishes = serializers.ListField(child=serializers.CharField(), source="place.wishes")
    outcome = serializers.ChoiceField(SelectionPlace.Outcome.choices, source="place.outcome")
    batch = serializers.CharField(source="place.batch.code", default=None, allow_null=True)
    waiting = serializers.DictField(child=serializers.IntegerField(), source="place.waiting")
    reasons = serializers.ListField(child=serializers.CharField())


class RefuseSelectionFields(serializers.Serializer[Any]):
    """Why a draw is not confirmed; it stays on the record."""

    reason = TextField(most=REASON_LENGTH)
