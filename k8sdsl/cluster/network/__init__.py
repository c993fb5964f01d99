"""Which pods may connect to which, by the network policies of a set of objects."""
