"""Every write of the profiles."""

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
    "CertificateNotValid",
    "NoCertificate",
    "NoProfile",
    "NoSuchPicture",
    "ProfileChanges",
    "ProfileExists",
    "ProfileIncomplete",
    "TooManyPictures",
    "add_picture",
    "change_client_profile",
    "change_profile",
    "create_profile",
    "hide_profile",
    "move_picture",
    "publish_profile",
    "remove_face",
    "remove_picture",
    "save_profile",
    "set_face",
    "title_picture",
]
