"""Every write of the profiles."""

from market.profiles.actions.absences import FreelancerAway, come_back, go_away, require_present
from market.profiles.actions.addresses import AddressTaken, choose_address
from market.profiles.actions.cases import TooManyCases, add_case, change_case, move_case, remove_case
from market.profiles.actions.clients import change_client_profile
from market.profiles.actions.pictures import (
    NoSuchPicture,
    TooManyPictures,
    add_picture,
    move_picture,
    remove_face,
    remove_picture,
    set_face,
    title_picture,
)
from market.profiles.actions.profiles import (
    CertificateNotValid,
    NoCertificate,
    NoProfile,
    ProfileChanges,
    ProfileExists,
    ProfileIncomplete,
    change_profile,
    create_profile,
    hide_profile,
    publish_profile,
    save_profile,
)

__all__ = [
    "AddressTaken",
    "CertificateNotValid",
    "FreelancerAway",
    "NoCertificate",
    "NoProfile",
    "NoSuchPicture",
    "ProfileChanges",
    "ProfileExists",
    "ProfileIncomplete",
    "TooManyCases",
    "TooManyPictures",
    "add_case",
    "add_picture",
    "change_case",
    "change_client_profile",
    "change_profile",
    "choose_address",
    "come_back",
    "create_profile",
    "go_away",
    "hide_profile",
    "move_case",
    "move_picture",
    "publish_profile",
    "remove_case",
    "remove_face",
    "remove_picture",
    "require_present",
    "save_profile",
    "set_face",
    "title_picture",
]
