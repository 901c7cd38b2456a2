"""Showing figures: nodes, the drawing for phones, the live chart, links to cite and download."""
