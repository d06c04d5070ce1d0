"""The census of guests: which real systems reach their screens, attached how, on which CPU, under which firmware."""
