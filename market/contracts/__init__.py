"""The workroom: a contract, its milestones and what is delivered; no money. Work on milestones (`workroom`), deliveries
to read (`deliveries`), what one side asks of the other (`proposals`), reminders (`reminders`), deadlines as a calendar
(`calendars`), the log and the published history (`history`). Public actions: `accept_terms`, `submit_work`,
`request_changes`, `propose_change`, `agree_proposal`; `workroom.transitions` is called by payments.
"""
