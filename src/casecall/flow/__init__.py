"""What happens next: the whole process on one page, and the worker that carries it."""
