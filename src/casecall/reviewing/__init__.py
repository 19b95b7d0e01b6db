"""What experts and the secretariat think of a case: the words of the notice, with a reason; no points, no ranks."""
