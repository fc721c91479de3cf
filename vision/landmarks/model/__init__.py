"""The model file: what it has to be, and how it gets here."""
