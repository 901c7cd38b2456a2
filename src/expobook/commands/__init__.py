"""The commands of `expobook`, a module for each kind of work."""
