"""The Occupation page: the page itself, and its tabs."""
