"""Moderation: cases (`cases`), measures against users and content (`measures`), appeals
(`appeals`), the list of scam phrases (`phrases`). Public actions: `add_report_to_case`, `impose_measure`,
`undo_measure`, `appeal_measure`, `decide_measure_appeal`.
"""
