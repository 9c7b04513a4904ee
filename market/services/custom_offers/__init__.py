"""Custom offers that begin with a package of a service of the freelancer."""
