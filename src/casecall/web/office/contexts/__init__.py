"""What a page of the office shows: one frozen record each."""
