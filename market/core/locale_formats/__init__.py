"""How dates and numbers are written, where Django does it (admin, form fields); pages use `core.text.formats`."""
