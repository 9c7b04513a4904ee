"""Exams as trainers and officers set them: a paper by rule, a window, and the terms that are shown before."""
