"""Places side by side: which they are, and their figures."""
