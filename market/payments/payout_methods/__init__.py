"""Where a freelancer's taka go: a bank account or a mobile wallet that they name, each with its checks.

`actions.set_payout_method` takes a new one; `queries.usable_method` says which one a payout goes to now.
"""
