"""A class in the API with all that it has."""

from datetime import datetime

from rest_framework import serializers

from market.training.classes.serializers import ClassMoveSerializer, ClassSerializer
from market.training.materials.serializers import ClassMaterialSerializer, ClassTaskSerializer
from market.training.models import ClassSession
from market.training.questions.serializers import ClassQuestionSerializer
from market.training.recordings.serializers import RecordingSerializer
from market.training.rooms.queries import opens_at


class ClassDetailSerializer(ClassSerializer):
    """A class with its moves, material, tasks, questions and recordings, the first of each first."""

    room_opens_at = serializers.SerializerMethodField(help_text="From then on trainees enter the live room.")
    moves = ClassMoveSerializer(many=True, source="moves.all")
    materials = ClassMaterialSerializer(many=True, source="materials.all")
    tasks = ClassTaskSerializer(many=True, source="tasks.all")
    questions = ClassQuestionSerializer(many=True, source="questions.all")
    recordings = RecordingSerializer(many=True, source="recordings.all")

    def get_room_opens_at(self, session: ClassSession) -> datetime:
        """Half an hour before the class."""
        return opens_at(session)
