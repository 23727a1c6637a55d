"""A page a day for each user, at their hour: what is due, whom they meet, which held times run out."""
