"""Formats templates: one element on each line, without changing visible whitespace."""
