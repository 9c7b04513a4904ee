"""Appeals against revocations."""
