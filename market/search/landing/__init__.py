"""Landing pages of topics, skills and districts: what it is, who does it, for how much; and the overviews of all."""
