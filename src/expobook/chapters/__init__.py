"""What single chapters compute, shape and draw: pure functions, a folder a chapter.

`Chapter` (`chapter`) is what a notebook works with: it states facts and claims, shows figures and
tables, and draws on the rows in `<topic>/facts.yaml` and `<topic>/figures.yaml`. A topic's `data`
takes its observations, `frames` and `tables` shape them, `charts` draw them; `yearly` reads the
yearly values, exchange rates and prices that several chapters need.
"""
