"""The next appointment: why it is due, when everybody is free, who is asked, and how it is booked."""
