"""Linux booted over and over on the software CPU: ``make soak``."""
