"""Facts and claims declared as rows in YAML: read, checked by a model, stated as a table."""
