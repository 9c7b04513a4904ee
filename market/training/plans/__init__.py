"""The plan of the programme: phases, the template by which batches are made, who teaches them, and where."""
