"""Reading a mail: cut it into parts, name who wrote them, and say whether a person did and wants to meet."""
