"""bria/fibo-edit/restore: the same image, cleaned and renewed."""
