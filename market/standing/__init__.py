"""How well a user keeps their word: counted from the audit log each midnight by a published formula. Public actions:
`note_deeds`, `recount`.
"""
