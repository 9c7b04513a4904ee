def register_event(*a, **k):  # type: ignore  # noqa
    pass
