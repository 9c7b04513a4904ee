"""Sittings in the API: the whole paper in one answer, receipts of answers, and the result."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import TextField, WrittenField
from market.core.base import clock
from market.core.web.caches import local
from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.serializers import content_of
from market.learning.exams.models import REASON_LENGTH
from market.learning.marking.models import Remark
from market.learning.marking.queries import result_of
from market.learning.questions.models import Question
from market.learning.sittings.answer_actions import MOST_AT_ONCE, Arrived
from market.learning.sittings.models import Interruption, Sitting
from market.learning.sittings.papers import pictures_of
from market.learning.vivas.models import Viva

PAPER_SECONDS = 3600  # in which a process keeps what a paper shows of a question


class DeviceFields(serializers.Serializer[Any]):
    """The key that a device made for itself."""

    device = serializers.UUIDField()


class BeginExamFields(DeviceFields):
    """And whether it is a trial paper."""

    is_trial = serializers.BooleanField(default=False)


class SentAnswerFields(serializers.Serializer[Any]):
    """An answer; null leaves the question open. `number` counts up on the device; `answered_at`: the server's time."""

    number = serializers.IntegerField(min_value=1, max_value=1_000_000)
    question = serializers.IntegerField()
    answer = serializers.JSONField(allow_null=True)
    answered_at = serializers.DateTimeField(required=False, allow_null=True)


class SentAnswersFields(serializers.Serializer[Any]):
    """Answers of a device, by its number; none at all says that the device is there."""

    device = serializers.IntegerField(min_value=1)
    key = serializers.UUIDField(required=False, help_text="What the device made for itself; browsers have a cookie.")
    answers = serializers.ListField(child=SentAnswerFields(), max_length=MOST_AT_ONCE)


class SubmitFields(serializers.Serializer[Any]):
    """When it was submitted on a device without a line."""

    submitted_at = serializers.DateTimeField(required=False, allow_null=True)


class LostTimeFields(serializers.Serializer[Any]):
    """What happened."""

    report = TextField(most=REASON_LENGTH)


class RemarkFields(serializers.Serializer[Any]):
    """Which answer is to be looked at again, and why."""

    question = serializers.IntegerField()
    reason = TextField(most=REASON_LENGTH)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What became of an answer. One that is stored is never lost; `sentence` says what else there is."""

    number = serializers.IntegerField()
    is_stored = serializers.BooleanField()
    sentence = serializers.CharField()
    is_used = serializers.BooleanField(help_text="Its number is that of another answer: send it under a new one.")


class SittingClockSerializer(serializers.Serializer[Arrived]):
    """The server's time, and the end. `is_current`: the device with which it is asked is the one that goes on."""

    now = serializers.SerializerMethodField()
    ends_at = serializers.DateTimeField(source="sitting.ends_at")
    submitted_at = serializers.DateTimeField(source="sitting.submitted_at", allow_null=True)
    is_current = serializers.BooleanField()
    next_number = serializers.IntegerField(help_text="The next number of this device.")

    def get_now(self, arrived: Arrived) -> str:
        return clock.now().isoformat()


class ReceiptsSerializer(serializers.Serializer[Any]):
    """A receipt for each answer, and the clock."""

    receipts = ReceiptSerializer(many=True)
    clock = SittingClockSerializer()


class InterruptionSerializer(serializers.ModelSerializer[Interruption]):
    """A time in which nothing was heard of a sitting."""

    class Meta:
        model = Interruption
        fields = ["id", "from_at", "until_at", "state", "lost_seconds", "returned_seconds", "report", "answer"]
        read_only_fields = fields


class PaperQuestionSerializer(serializers.Serializer[Question]):
    """A question of a paper, without what tells its answer; `content` as in lessons, the picture whole in `picture`."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(Question.Kind.choices)
    text = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_text(self, question: Question) -> dict[str, str]:
        return {"en": question.text_en, "bn": question.text_bn}

    @extend_schema_field(serializers.DictField())
    def get_content(self, question: Question) -> dict[str, Any]:
        return {name: value for name, value in content_of(question).items() if name != "picture"}

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_picture(self, question: Question) -> dict[str, str]:
        return {spoken: self.context["pictures"][spoken].get(question.pk, "") for spoken in LANGUAGES}


class OwnVivaSerializer(serializers.ModelSerializer[Viva]):
    """A talk about the paper; `outcome` is "" until somebody has decided."""

    place = WrittenField(writer="called_by_id")
    reason = WrittenField(writer="called_by_id")
    outcome = serializers.ChoiceField(Viva.Outcome.choices, allow_blank=True)

    class Meta:
        model = Viva
        fields = ["at", "place", "reason", "outcome", "answer"]
        read_only_fields = fields


class SittingSerializer(serializers.ModelSerializer[Sitting]):
    """A sitting. `device` is the number of the device that goes on with it; `percent` and `is_passed` are null before
    the results are out."""

    device = serializers.SerializerMethodField()
    is_running = serializers.BooleanField()
    percent = serializers.SerializerMethodField()
    is_passed = serializers.SerializerMethodField()
    interruptions = InterruptionSerializer(many=True)
    viva = serializers.SerializerMethodField()

    class Meta:
        model = Sitting
        fields = [
            *("id", "exam", "number", "is_trial", "begun_at", "ends_at", "submitted_at", "is_running", "device"),
            *("resume_seconds", "resume_until", "percent", "is_passed", "interruptions", "viva"),
        ]
        read_only_fields = fields

    @extend_schema_field(OwnVivaSerializer(allow_null=True))
    def get_viva(self, sitting: Sitting) -> Any:
        row = None if sitting.is_running else getattr(sitting, "viva", None)
        return row and OwnVivaSerializer(row).data

    def get_device(self, sitting: Sitting) -> int:
        return sitting.current_device.number

    def get_percent(self, sitting: Sitting) -> int | None:
        return sitting.percent if _is_out(sitting) else None

    def get_is_passed(self, sitting: Sitting) -> bool | None:
        return sitting.is_passed if _is_out(sitting) else None


def _is_out(sitting: Sitting) -> bool:
    return sitting.is_trial or sitting.exam.released_at is not None


class PaperSerializer(SittingSerializer):
    """With the whole paper while it runs: what a device needs to go on without a line."""

    paper = serializers.SerializerMethodField()

    class Meta(SittingSerializer.Meta):
        fields = [*SittingSerializer.Meta.fields, "paper"]
        read_only_fields = fields

    @extend_schema_field(PaperQuestionSerializer(many=True))
    def get_paper(self, sitting: Sitting) -> list[Any]:
        if not sitting.is_running:
            return []
        keys = {pk: f"paper-question-{pk}" for pk in sitting.paper}
        held = local("fragments").get_many(keys.values())
        if missing := [pk for pk, key in keys.items() if key not in held]:
            fresh = {keys[each["id"]]: each for each in _shown_questions(missing)}
            local("fragments").set_many(fresh, PAPER_SECONDS)
            held |= fresh
        return [held[key] for key in keys.values()]


def _shown_questions(ids: list[int]) -> list[Any]:
    """What papers show of these questions. It never changes: a question that is changed becomes another one."""
    questions = list(Question.objects.filter(pk__in=ids))
    pictures = {spoken: pictures_of(questions, spoken) for spoken in LANGUAGES}
    rows: Any = questions
    return list(PaperQuestionSerializer(rows, many=True, context={"pictures": pictures}).data)


class AnswerResultSerializer(serializers.Serializer[Any]):
    """A question of a paper after the release: what was answered, what is right, and why."""

    question = serializers.IntegerField(source="question.pk")
    text = serializers.CharField(source="question.text", help_text="The question, in the language of the request.")
    answer = serializers.JSONField(source="answer.answer", allow_null=True, default=None)
    share = serializers.DecimalField(max_digits=4, decimal_places=3, help_text="How much of it is right, 0 to 1.")
    weight = serializers.IntegerField(help_text="How many points it has.")
    right = serializers.CharField(source="shown_right")
    why = serializers.CharField(source="question.why")


class ResultSerializer(SittingSerializer):
    """The result of a sitting, with each question in its order."""

    answers = serializers.SerializerMethodField()

    class Meta(SittingSerializer.Meta):
        fields = [*SittingSerializer.Meta.fields, "points", "most_points", "answers"]
        read_only_fields = fields

    @extend_schema_field(AnswerResultSerializer(many=True))
    def get_answers(self, sitting: Sitting) -> list[Any]:
        return list(AnswerResultSerializer(result_of(sitting), many=True).data)


class RemarkSerializer(serializers.ModelSerializer[Remark]):
    """That an answer is looked at again; `outcome` is "" until somebody has decided."""

    outcome = serializers.ChoiceField(Remark.Outcome.choices, allow_blank=True)

    class Meta:
        model = Remark
        fields = ["id", "question", "reason", "requested_at", "outcome", "answer", "decided_at"]
        read_only_fields = fields
