"""Search over profiles, jobs and services in Bangla, English and romanised Bangla. What words mean is found in
`understanding`, rows are found and ranked in `finding` by an engine of `backends`, documents are written in `indexing`.
Public actions: `index_profiles`, `index_jobs`, `index_services`, `reindex`.
"""
