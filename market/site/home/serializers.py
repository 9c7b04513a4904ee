"""What a user's home begins with, in the API."""

from typing import Any

from rest_framework import serializers

from market.training.models import ClassSession, Enrolment


class FrontPlaceSerializer(serializers.Serializer[Any]):
    """A place in a batch, held or offered."""

    id = serializers.IntegerField()
    batch = serializers.CharField(source="batch.code")
    state = serializers.ChoiceField(Enrolment.State.choices)
    answer_due_at = serializers.DateTimeField(allow_null=True)


class FrontClassSerializer(serializers.Serializer[Any]):
    """The class that runs or comes next."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ClassSession.Kind.choices)
    name = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class ClassStepSerializer(serializers.Serializer[Any]):
    """What a trainee can do about the next class now."""

    has_begun = serializers.BooleanField()
    may_join = serializers.BooleanField(help_text="Whether the room on the internet is open to the trainee.")
    asks_code = serializers.BooleanField(help_text="Whether the code that the trainer shows is to be entered.")


class FrontSerializer(serializers.Serializer[Any]):
    """A trainee's course, the offer of a place, or where an application stands."""

    kind = serializers.ChoiceField(["course", "offer", "draft", "application"])
    place = FrontPlaceSerializer(allow_null=True, help_text="The one held (course) or offered (offer).")
    next_class = FrontClassSerializer(
        allow_null=True, help_text="Of a course. Null: none is planned any more, only project work is left."
    )
    step = ClassStepSerializer(allow_null=True)
    application = serializers.CharField(allow_null=True, help_text="Its number; null before it is sent.")
    phase = serializers.IntegerField(allow_null=True, help_text="The id of the phase of the application.")
    missing = serializers.ListField(child=serializers.CharField(), help_text="The steps that a draft lacks.")
    next_step = serializers.CharField(help_text="What comes next, in words; empty where nothing is known.")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Of a `CourseNow` or an `ApplicationNow`."""
        application = getattr(instance, "application", None)
        return super().to_representation(
            {
                "kind": instance.kind,
                "place": instance.place if instance.kind == "course" else instance.offer,
                "next_class": getattr(instance, "session", None),
                "step": getattr(instance, "step", None),
                "application": (application.number or None) if application else None,
                "phase": application.phase_id if application else None,
                "missing": [each.value for each in getattr(instance, "missing", ())],
                "next_step": getattr(instance, "next_step", ""),
            }
        )
