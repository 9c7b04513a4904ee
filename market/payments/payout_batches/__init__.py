"""Payouts by the operator's bank: a batch is made by one operator and approved by another one, its file goes to the
bank, and the bank's return file ends each of its payouts.

`actions` moves batches, `bank_file` writes what the bank gets, `return_file` reads what comes back, and
`return_actions` applies it line by line.
"""
