"""The weights of the ranking as staff set them: what they may be (`models`), which are current (`queries`), how they
are changed (`actions`), and what a change would do to lists (`preview`). The formula itself is `finding.ranking`.
"""
