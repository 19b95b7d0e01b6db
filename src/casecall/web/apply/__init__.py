"""Pages of the applicant unit."""
