"""Material and tasks of classes in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.files.representations import UploadSerializer
from market.training.classes.adding_actions import TEXT_LENGTH, TITLE_LENGTH
from market.training.classes.serializers import AddedSerializer


class ClassMaterialSerializer(AddedSerializer):
    """Material of a class: a text, a link, files, or several of these."""

    title = serializers.CharField()
    text = serializers.CharField()
    link = serializers.CharField()
    files = UploadSerializer(many=True, source="files.all")


class AddMaterialFields(serializers.Serializer[Any]):
    """Material to be added; `file_ids` are the caller's own uploads."""

    title = TextField(most=TITLE_LENGTH)
    text = TextField(most=TEXT_LENGTH, allow_blank=True, default="")
    link = serializers.URLField(max_length=500, allow_blank=True, default="")
    file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=20)


class ChangeMaterialFields(AddMaterialFields):
    """Material as it is to be: `file_ids` come to its files, `removed_file_ids` are taken away."""

    removed_file_ids = serializers.ListField(child=serializers.UUIDField(), default=list, max_length=100)


class ClassTaskSerializer(AddedSerializer):
    """A task of a class; `due_at` is null where trainees go at their own pace."""

    text = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)


class ClassTaskFields(serializers.Serializer[Any]):
    """A task as it is to be."""

    text = TextField(most=TEXT_LENGTH)
    due_at = serializers.DateTimeField(allow_null=True, default=None)
