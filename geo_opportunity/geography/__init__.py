"""Shapes, distances and population points.

CRS at rest is EPSG:4326; measurement is geodesic or in a metric CRS.
"""
