"""Reading a book: facts, claims, domain, nodes, what is made ahead or when a page is written.

`domain` holds what the extension knows of a book while it is built, `nodes` are its own nodes of a
page, `fragments` the pieces that several pages share, `claims` the binding of sentences to claims.
"""
