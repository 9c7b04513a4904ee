"""Videos at lessons: sent by trainers and officers, made into small sizes by a job, and played from any byte on.

`rendering_actions.render_video` is the job, `ffmpeg` what it asks of the program of that name, `limited` the process in
which that runs. `queries.films_of` is what the page of a lesson shows.
"""
