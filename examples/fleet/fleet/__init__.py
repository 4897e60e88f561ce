"""Watches that fine-tune and share: one pure function, and one Flower app around it."""
