"""Errors in Stripe's format: not DomainErrors, since Stripe's library reads them."""

from typing import Any

TYPES = {402: "card_error", 500: "api_error", 502: "api_error", 503: "api_error"}


class ProviderError(Exception):
    """A refused call: HTTP status, Stripe's error code or "", message in English, name of the parameter."""

    status = 400

    def __init__(self, message: str, *, code: str = "", param: str = "", status: int = 0, kind: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.param = message, code, param
        self.status = status or self.status
        self.kind = kind or TYPES.get(self.status, "invalid_request_error")

    def body(self) -> dict[str, Any]:
        """The error object in Stripe's JSON."""
        error = {"message": self.message, "type": self.kind}
        if self.code:
            error["code"] = self.code
            error["doc_url"] = f"https://docs.stripe.com/error-codes#{self.code.replace('_', '-')}"
        if self.param:
            error["param"] = self.param
        return {"error": error}


class BadParameter(ProviderError):
    """Parameters that fail validation: the response is not stored under the Idempotency-Key."""


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
    """An Idempotency-Key that was used before with other parameters."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
