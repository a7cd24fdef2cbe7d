"""`python -m igmgraph` is the `igmgraph` command."""

from igmgraph.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
