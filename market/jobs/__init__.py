"""Jobs that clients post. Writing and publishing (`postings`), invitations (`invitations`), saved jobs (`marks`),
conversations about jobs (`questions`). Public actions: `create_job`, `change_job`, `publish_job`, `prolong_job`,
`invite_freelancer`, `mark_job`.
"""
