"""Roles that staff take for a short time in an emergency."""
