"""Questions at lessons: asked by whoever learns, answered by trainers and classmates, the best answer first."""
