"""Pages' texts."""
