"""What is served: snapshots of the data, where they come from, and what is found out once for each."""
