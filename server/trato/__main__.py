"""`python -m trato` is the same as `trato`."""

from trato.cli import main

if __name__ == "__main__":
    main()
