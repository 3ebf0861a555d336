"""The Board page: the papers that a workforce board, a college or a state office must hand in."""
