"""Reviews of both sides after a contract, revealed together. Public actions: `open_exchange`, `write_review`,
`reply_to_review`.
"""
