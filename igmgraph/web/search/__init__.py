"""Full text with facets."""
