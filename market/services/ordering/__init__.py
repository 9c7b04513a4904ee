"""Orders of services."""
