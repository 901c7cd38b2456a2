"""Side-by-side measurements of the report; ratios within one run, never times across machines."""
