"""What this host has for machines, and what to do about what it lacks. Nothing here changes anything."""
