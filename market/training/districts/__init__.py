"""The 64 districts on a map of tiles, with the state of the programme in each."""
