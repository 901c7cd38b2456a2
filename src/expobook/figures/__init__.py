"""Figures and tables: what they are, how they look, which files a reader takes away.

A figure is one chart with title, subtitle, alt text, source line and data (`figure`); `theme` has
the palette and its roles, `marks` the parts that charts share, what they say when pointed at,
`responsive` the drawing for phones, `fonts` the letters of charts and pages, `export` the files.
Charts take tidy frames and never read files.
"""
