"""Notifications: one row for each user and event, its sentence made in the reader's language. Writing and reading them
(`inbox`), mail, push and socket (`channels`), what a user chose (`preferences`). Public actions: `notify`,
`read_notification`, `change_news_settings`.
"""
