"""The picture a person practises in front of."""
