"""Small pictures, each different from the others."""

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(40))
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(60))
GIF = b"GIF89a" + bytes(range(30))
