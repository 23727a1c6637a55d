"""The commands behind `trato …`, one module each; `trato.cli` names them."""
