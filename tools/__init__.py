"""What developers and translators run, and no user: none of it is installed."""
