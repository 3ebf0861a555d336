"""What the views of the Training page say of a scene."""
