"""Refusals in Stripe's words: not our DomainErrors, since a program reads them that expects Stripe."""

from typing import Any

TYPES = {402: "card_error", 500: "api_error", 502: "api_error", 503: "api_error"}


class ProviderError(Exception):
    """A call that is refused: an HTTP status, Stripe's code or "", an English sentence as Stripe's are, a parameter."""

    status = 400

    def __init__(self, message: str, *, code: str = "", param: str = "", status: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.param = message, code, param
        self.status = status or self.status
        self.kind = kind or TYPES.get(self.status, "invalid_request_error")

    def body(self) -> dict[str, Any]:
        """Stripe's error document."""
        error = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes#{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


class BadParameter(ProviderError):
    """Parameters that fail validation: nothing was begun, so the answer is not kept under an Idempotency-Key."""


class NoSuch(ProviderError):
    """There is no object of that id."""

    status = 404

    def __init__(self, what: str, key: str, param: str = "id") -> None:
        super().__init__(
            f"No such {what}: '{key}'",
            code="resource_missing",
            param=param,
            status=404 if param == "id" else 400,
        )


class KeyReused(ProviderError):
    """An Idempotency-Key that came before with other parameters."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
