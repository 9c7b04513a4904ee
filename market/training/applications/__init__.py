"""Applying for a place: five steps (`steps`), each saved by itself (`step_actions`), then `actions` submits."""
