"""The Training page, one file per view."""
