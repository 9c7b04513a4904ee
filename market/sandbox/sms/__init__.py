"""A local SMS gateway: what the site sends stands on the desk. `models.ShortMessage` is what others read."""
