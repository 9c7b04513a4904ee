"""The API: the base of its views, parsers, fields, problem details and its description."""
