"""People who fit a job, and jobs that fit a freelancer: found by the one search, each with its reasons. Freelancers are
told of new ones.
"""
