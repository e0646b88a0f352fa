"""bria/fibo-edit/reseason: the same image in another season."""
