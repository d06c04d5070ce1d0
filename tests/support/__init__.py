"""What tests of chips share: a clock moved by hand, a flat memory, an interrupt line that remembers."""
