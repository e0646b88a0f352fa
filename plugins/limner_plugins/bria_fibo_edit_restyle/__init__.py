"""bria/fibo-edit/restyle: the same image in another style."""
