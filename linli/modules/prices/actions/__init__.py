"""What can be done with prices."""
