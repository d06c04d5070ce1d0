"""Recordings of a console: pictures as APNG, text as asciicast."""
