"""The Explore page: the nation, then a click to an area."""
