"""``unknot export``: reviewed sessions in the forms that other programs read."""
