"""Quotes: a freelancer with dollars here takes them in taka, at a rate that is shown whole before it is accepted.

`actions` makes and accepts a quote, `queries` says whether there is a rate, and how much taka the site has free for it.
"""
