"""What the drawing of one upload may use, and how the process that draws answers."""

MEGABYTE = 1024 * 1024
MEMORY = 768 * MEGABYTE
PROCESSOR_SECONDS = 10
SECONDS = 30.0  # by the clock on the wall
LARGEST_ANSWER = 4 * MEGABYTE
LENGTH = 4  # bytes in front of each part that tell its length
MOST_PAGES, LONGEST_TEXT = 50, 200_000  # of a PDF that is looked through for contact data
