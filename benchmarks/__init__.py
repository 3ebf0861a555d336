"""Measurements of the product, run by hand: speed, memory, error.

Each prints a table and writes results/<name>.json.
"""
