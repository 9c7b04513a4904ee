"""Disputes about one milestone: who gets how much of what is held. The two sides (`claims`) and the moderators
(`rulings`). Public actions: `open_dispute`, `answer_dispute`, `offer_split`, `accept_offer`, `rule`,
`appeal_ruling`, `propose_correction`.
"""
