"""The command line: `limner`, and `python -m limner`.

`app` holds the commands together, each in a module of its own that is imported when it is
used. What needs no more than documents (`models`, `schema`, `reference`, all help texts)
reads the registry alone, and starts in the time that takes.
"""
