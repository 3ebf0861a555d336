"""What is said of one place: facts, and the tables and lists written from them."""
