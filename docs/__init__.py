"""What is made for the documentation: its pictures and examples."""
