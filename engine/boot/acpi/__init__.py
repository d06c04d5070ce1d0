"""The ACPI tables of a machine, as bytes. Pure functions; nothing here touches memory or files.

Sections cited are those of the Advanced Configuration and Power Interface Specification, version 6.4 ("ACPI").
"""
