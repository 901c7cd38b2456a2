"""What a run carries for repositories: DataCite metadata of the edition, an RO-Crate of the run."""
