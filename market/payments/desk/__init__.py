"""The operators' money desk: balances beside the providers', differences explained, the ledger row by row, one search,
what has stopped and can be run again, and files for the accountant.
"""
