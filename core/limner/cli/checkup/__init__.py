"""What `limner doctor` looks at: each module looks at one thing, and finds."""
