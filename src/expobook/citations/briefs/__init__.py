"""Figures and numbers of the report as a page for a policy brief: Word, HTML, Markdown."""
