"""Questions about a class: asked by trainees, answered once for all by a trainer."""
