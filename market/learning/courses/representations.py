"""What other apps show of courses in the API: texts in both languages."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.learning.courses.blocks import LANGUAGES


class InBothSerializer(serializers.Serializer[Any]):
    """A text in both languages."""

    en = serializers.CharField()
    bn = serializers.CharField()


@extend_schema_field(InBothSerializer)
class InBothField(serializers.Field[Any, Any, Any, Any]):
    """A text that a row has in both languages, in the columns `NAME_en` and `NAME_bn`."""

    def __init__(self, name: str, source: str = "*") -> None:
        super().__init__(source=source, read_only=True)
        self.name = name

    def to_representation(self, value: Any) -> dict[str, str]:
        """Both texts."""
        return {language: getattr(value, f"{self.name}_{language}") for language in LANGUAGES}
