"""Longer questions to the opened data set; each function takes the Atlas first."""
