"""What moves: cameras, what lives in a scene, and the mp4 file."""
