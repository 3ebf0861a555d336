"""Page files of the app; each only calls its page."""
