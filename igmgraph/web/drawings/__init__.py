"""Geometry of the drawings in pages: where things go, in units of an SVG's view box; templates do the drawing."""
