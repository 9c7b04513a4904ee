"""What helps a client to write a job: an example of the topic, and what such work was agreed at."""
