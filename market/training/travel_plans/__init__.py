"""How trainers travel to face-to-face classes: their plans, with every version, and what officers see of them.

Others call `plan_travel`; `unplanned` says which classes nobody has a fitting plan for.
"""
