"""What a good Django site does without our care: the list of jobs by ORM and Django templates, a plain hello, and a
chat by Channels.
"""
