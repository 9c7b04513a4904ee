"""Money of allowances: the programme's fund, what approved lists reserve, its payment by bank or wallet, and receipts.

Rules and lists are in `training.allowances`. `approving_actions` reserve, `paying_actions` send, `outcome_actions` take
what a bank or wallet says of it, `question_actions` are what trainees ask the office.
"""
