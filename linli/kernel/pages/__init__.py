"""What pages of every room share: forms that keep what was typed, pages by cursor."""
