"""Allowances for the internet bill: the rule, and the list of each phase and month. Money is in `payments.allowances`.

`rule_actions` propose and confirm a rule, `list_actions` make and correct a list, `months` say when a place counts.
"""
