"""Days on which banks in Bangladesh are closed, for the day on which a payout arrives.

`queries.is_banking_day` and `banking_days_after` count them; the fixed ones stand in `data/holidays.ini`, and operators
keep the others, which follow the moon.
"""
