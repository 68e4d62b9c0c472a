"""What is shown: passages, marks, why an answer is empty."""
