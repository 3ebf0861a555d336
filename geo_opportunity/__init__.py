"""Geo Opportunity: where growing, family-sustaining occupations and accessible programs overlap."""

__version__ = "0.1.0"
