"""Cover letters that a freelancer keeps."""
