"""What Sphinx cannot do by itself: entries of `rl.…` by name, and links that leave the site."""
