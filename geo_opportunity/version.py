"""The version of this software: the package, downloads and documents read it here."""

__version__ = "0.1.0"
