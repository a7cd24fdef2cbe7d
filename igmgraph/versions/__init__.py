"""Versions of the data: what a version is called, which ones a store keeps, and how two of them differ."""
