"""What another band would change: sessions judged again, labels, fits, and what is saved."""
