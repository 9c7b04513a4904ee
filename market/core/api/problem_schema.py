"""What the description of the API says of every operation alike: the shape of a refusal."""

from typing import Any

from market.core.api.problems import PROBLEM

SCHEMA = {
    "type": "object",
    "description": "Why something was refused (RFC 9457). `code` is for programs, `detail` in the caller's language.",
    "properties": {
        "type": {"type": "string", "example": "/api/v1/problems/invalid"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": 'What is wrong, by path: {"milestones.0.amount": ["..."]}.',
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "help": {"type": "string", "description": "A page of the help that says more."},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
ANSWER = {"description": "A refusal.", "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def with_problems(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """The description, with a problem as each operation's answer to all that its own answers do not name."""
    result["components"]["schemas"]["Problem"] = SCHEMA
    for path in result["paths"].values():
        for operation in path.values():
            operation["responses"].setdefault("default", ANSWER)
    return result
