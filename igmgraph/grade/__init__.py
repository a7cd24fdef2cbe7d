"""`igmgraph grade`: what the service proves about the practices of publishing data, as a file of the dataset."""
