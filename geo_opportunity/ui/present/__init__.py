"""The user's own data in the app: read in a guarded process, previewed, asked about, added and removed."""
