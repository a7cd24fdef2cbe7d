"""Answers that can be cited: a query, the version of the data, and what came out, kept for good."""
