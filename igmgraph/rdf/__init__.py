"""Files to quads and back: RDF files, canonical Turtle, query files. Pure pyoxigraph."""
