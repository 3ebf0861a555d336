"""Longer questions asked of the opened data set; each function takes the Atlas first."""
