"""Helper scripts of the repository."""
