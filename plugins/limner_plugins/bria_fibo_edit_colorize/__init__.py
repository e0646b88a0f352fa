"""bria/fibo-edit/colorize: the same image in other colors."""
