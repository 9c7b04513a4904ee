"""What a good Django site does without our care: the list of jobs by ORM and Django templates, and a plain hello."""
