"""What freelancers and clients show of themselves: `freelancers`, `clients`, and the works of a `portfolio`. Public
actions: `create_profile`, `save_profile`, `publish_profile`, `hide_profile`, `add_case`, `change_client_profile`,
`start_absence`.
"""
