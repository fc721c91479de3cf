"""The breath one sees beside the breath one leads: whether it follows, and who follows whom."""
