"""What a person is told of in Trato itself: who booked, moved or cancelled for them, and that a digest is there."""
