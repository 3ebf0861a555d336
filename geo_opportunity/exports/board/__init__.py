"""What the views of the Board page say of a scene."""
