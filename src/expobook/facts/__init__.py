"""Facts, claims and parameters, and the form in which a notebook carries them.

A fact is one number with its unit, grade, inputs and formula (`facts`), and the text that shows it
(`writing`); a claim is a statement about facts. Both are computed by one small language of amounts
(`expressions`) and may be declared as rows (`rows`). `parameters` holds the typed inputs of the
notebooks, `notebook_outputs` reads all that an executed notebook states.
"""
