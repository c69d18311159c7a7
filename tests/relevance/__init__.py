"""What people ask, what they mean, and how well the search answers: judged queries and their measures."""
