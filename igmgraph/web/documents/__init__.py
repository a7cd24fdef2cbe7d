"""Documents of the graph: things, named graphs, the ontology, shapes, the dataset and its downloads."""
