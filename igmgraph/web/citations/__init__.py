"""Permanent links to the answers of queries."""
