"""Claims of trainees that an outage kept them from a class; a trainer decides."""
