"""Sitting an exam on a bad line: the paper in one response, answers that are only added, the server's clock."""
