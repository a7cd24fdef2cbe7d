"""How fast the service is beside its peers: `make bench`. Nothing of the service imports this package."""
