"""How a picture is enlarged, and what is shown of it."""
