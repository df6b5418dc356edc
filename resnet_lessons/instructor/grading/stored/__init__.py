"""What lies on the disk while a class is graded: marks under the digests of all that decides about
them."""
