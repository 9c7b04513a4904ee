"""Reports of content and people, and blocks between two users. Public actions: `report`, `decide_report`,
`block_person`, `require_reachable`.
"""
