"""Older versions of the data, and what changed between them."""
