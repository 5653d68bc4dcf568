"""Reads that run on every request or claim, compiled once."""
