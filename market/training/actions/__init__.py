"""Every write of the register, one file for each matter."""

from market.training.actions.appeals import (
    AppealDecided,
    AppealNotPossible,
    decide_appeal,
    judges,
    lift_overdue_appeals,
    open_appeal,
    warn_of_appeals,
)
from market.training.actions.badges import make_badge, rotate_signing_key, signing_key
from market.training.actions.certificates import (
    CertificateNotRevocable,
    CertificateRevoked,
    ClaimRefused,
    HasCertificate,
    SerialTaken,
    add_batch,
    claim_certificate,
    issue_certificate,
    revoke_certificate,
)
from market.training.actions.correcting import prepare_letter, prepare_name, prepare_revocation
from market.training.actions.issuing import (
    NotWaiting,
    SameOfficer,
    officers,
    prepare_certificates,
    refuse_issuance,
    withdraw_issuance,
)
from market.training.actions.letters import Letter, confirm_printed, erase_letters, open_letters
from market.training.actions.marking import RegisterKeyLost, forget_register_key, lost_keys, note_register_key
from market.training.actions.printing import (
    build_printing,
    fail_printing,
    forget_printing,
    print_certificates,
    print_letters,
    take_printing,
)
from market.training.actions.releasing import go_on_releasing, release_issuance, resume_release, stop_release
from market.training.actions.versions import NoLetterNeeded

__all__ = [
    "AppealDecided",
    "AppealNotPossible",
    "CertificateNotRevocable",
    "CertificateRevoked",
    "ClaimRefused",
    "HasCertificate",
    "Letter",
    "NoLetterNeeded",
    "NotWaiting",
    "RegisterKeyLost",
    "SameOfficer",
    "SerialTaken",
    "add_batch",
    "build_printing",
    "claim_certificate",
    "confirm_printed",
    "decide_appeal",
    "erase_letters",
    "fail_printing",
    "forget_printing",
    "forget_register_key",
    "go_on_releasing",
    "issue_certificate",
    "judges",
    "lift_overdue_appeals",
    "lost_keys",
    "make_badge",
    "note_register_key",
    "officers",
    "open_appeal",
    "open_letters",
    "prepare_certificates",
    "print_certificates",
    "print_letters",
    "prepare_letter",
    "prepare_name",
    "prepare_revocation",
    "refuse_issuance",
    "release_issuance",
    "resume_release",
    "revoke_certificate",
    "take_printing",
    "rotate_signing_key",
    "signing_key",
    "stop_release",
    "warn_of_appeals",
    "withdraw_issuance",
]
