"""The call's path: one straight line, written once, without I/O.

    arguments -> validate -> prepare -> submit -> follow -> fetch -> keep -> Result

Each module is one arrow, or two that can't be parted. `validate` is a plain function;
the others are generators of effects (`limner.effects`) that the clients carry out.
"""
