"""The command line: one module a command, and what the terminal shows.

`app` puts the commands together. The folder `terminal` prints messages so that any encoding can
carry them and no input can command the terminal, and reports a fault of the program's own.
"""
