"""Personal data of this app. Documents are derived: they are indexed again from the rows that are left."""

from market.accounts.personal import keeps
from market.search.models import JobDocument, ProfileDocument, SavedProfile, SavedService, ServiceDocument

keeps(SavedProfile, of="user", gone=True)
keeps(SavedService, of="user", gone=True)
keeps(ProfileDocument, of="profile__user", renewed=["*"], in_copy=False)
keeps(JobDocument, of="job__client", renewed=["*"], in_copy=False)
keeps(ServiceDocument, of="service__freelancer", renewed=["*"], in_copy=False)
