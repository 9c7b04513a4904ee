"""Uploads of every app: kept by content, named safely, read only by those for whom an app registers a rule (`access`).
Public action: `keep_upload`.
"""
