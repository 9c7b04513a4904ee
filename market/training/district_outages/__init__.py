"""Outages of a whole district: officers enter them, and deadlines of the people there wait. Public actions:
`actions.enter_outage`, `extend_outage`, `end_outage`; apps register deadlines by `moving_actions.waits_in_outages`."""
