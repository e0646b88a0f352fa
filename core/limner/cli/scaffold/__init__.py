"""The package that `limner plugins new` writes: its name, its files, their way to the disk.

The files are in `templates`; what is in them is described in docs/plugin-package.md.
"""
