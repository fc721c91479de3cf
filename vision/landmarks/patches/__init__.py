"""Patches on the trunk that are followed by hundredths of a pixel, for what landmarks miss."""
