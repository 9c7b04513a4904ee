"""Trainees report that a class did not take place; the trainer answers without names; an officer decides.

Others call `report_class`; a class that did not take place is `ClassSession.State.NOT_HELD` and counts for nobody.
"""
