"""A run on disk: what it holds, what it was made from, how it differs from another.

`layout` names what lies where, `run` opens a finished run, `source_tree` says which files of the
book it is made from, `incremental` which notebooks have to be executed again. `edition` names the
published run, `reader_run` tells a reader's run from it; `compare` lists what moved between runs.
"""
