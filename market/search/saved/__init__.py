"""People and services that users saved."""
