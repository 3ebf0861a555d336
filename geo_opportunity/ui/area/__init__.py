"""The Area page: an area or a user's region on one screen, with details in tabs, and on two printed pages."""
