"""What is kept out of Trato, and how much of the rest colleagues may read."""
