"""bria/fibo-edit/relight: the same image in another light."""
