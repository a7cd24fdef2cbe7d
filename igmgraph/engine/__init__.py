"""Answers SPARQL queries over a snapshot, or over another endpoint."""
