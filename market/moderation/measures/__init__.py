"""Measures: imposed, in effect, previewed, taken back."""
