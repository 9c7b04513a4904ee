"""Search over profiles, jobs and services in Bangla, English and romanised Bangla: documents, query parsing, facets,
saved searches. Backends stand in `backends`. Public actions: `index_profiles`, `index_jobs`, `index_services`,
`reindex`.
"""
