"""How projects are assessed: by a rubric of each topic, with a second assessor for honours and for not passed."""
