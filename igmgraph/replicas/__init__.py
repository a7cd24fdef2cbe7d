"""Replicas: `igmgraph snapshot pack` and `unpack`, by which another machine serves the same snapshot."""
