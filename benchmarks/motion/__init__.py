"""Scripted movements of the rendered practitioner, and how the real loop judges them."""
