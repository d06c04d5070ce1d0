"""Changing a machine: its hardware as forms and as text, what a change will do, and its log."""
