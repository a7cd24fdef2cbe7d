"""`igmgraph export`: the service's documents as files, and the nginx configuration that serves them."""
