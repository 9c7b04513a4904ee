"""What two operators do together with the site's own money and roles: one proposes it with a reason, another approves.

`kinds` is the registry of what can be proposed, `actions` moves proposals, and `ties` says what connects two operators.
An approved proposal is carried out at once, in the same transaction.
"""
