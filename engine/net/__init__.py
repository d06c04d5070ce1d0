"""Networks: what the cable of a network card leads to."""
