"""The tracer: 3, 6 and 12 months after the certificate graduates say how they fare: on their page, by a link, by phone.

`actions.answer` takes an answer; `opening_actions` opens rounds and reminds; `results.py` is what the public reads.
"""
