"""What moderators look at and decide: cases (`cases`), measures against users and content (`measures`), appeals
(`appeals`), the list of scam phrases (`phrases`). Public actions: `take_report`, `impose_measure`, `undo_measure`,
`appeal_measure`, `decide_measure_appeal`.
"""
