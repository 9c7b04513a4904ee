"""Recordings of classes that were held."""
