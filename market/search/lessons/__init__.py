"""Search in lessons, in both scripts: in the versions of courses that the reader reads. No question is in it.

`find_lessons` gives what matches. The documents are written once, when a version is published: it never changes.
"""
