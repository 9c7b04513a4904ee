"""Standing: how reliable a user is, counted from the audit log each midnight by a published formula. Public actions:
`schedule_recounts`, `recount`.
"""
