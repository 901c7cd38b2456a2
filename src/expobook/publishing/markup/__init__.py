"""What authors write: roles, directives, the block of a citation, references by number."""
