"""What refers to the things that many statements refer to: numbered when a snapshot is built, read a page at a time."""
