"""The grounds on which moderators rule: a published list, each with what it means in plain words."""

from django.utils.translation import gettext_lazy as _

from market.core.base.reasons import Ground

GROUNDS = {
    ground.code: ground
    for ground in (
        Ground(
            "delivered_as_agreed",
            _("Delivered as agreed"),
            _("What was delivered does what the contract says. Taste alone is no reason to take money back."),
        ),
        Ground(
            "partly_delivered",
            _("Delivered in part"),
            _("Some of what was agreed is there and can be used. That part is paid, and the rest goes back."),
        ),
        Ground(
            "not_delivered",
            _("Not delivered"),
            _("Nothing that counts as the agreed work was delivered by the time of the ruling."),
        ),
        Ground(
            "defects",
            _("Faults in the work"),
            _("The work has faults that the client named in time, and they were not mended."),
        ),
        Ground(
            "late",
            _("Too late"),
            _("The work came so late that it lost its use for the client, and no more time had been granted."),
        ),
        Ground(
            "outside_scope",
            _("Outside of what was agreed"),
            _("What is asked for was never part of the contract. Nobody owes it without a new agreement."),
        ),
        Ground(
            "client_did_not_help",
            _("The client did not do their part"),
            _("The freelancer could not go on because material, access or answers of the client were missing."),
        ),
        Ground(
            "not_her_own_work",
            _("Not her own work"),
            _("What was delivered is copied, or was made by somebody else without the client's knowledge."),
        ),
        Ground(
            "work_used",
            _("The work is in use"),
            _("The client uses what was delivered. What is used is paid."),
        ),
        Ground(
            "pressure",
            _("Pressure or threats"),
            _("One side tried to get money, work or a review by threats. That never decides in its favour."),
        ),
        Ground(
            "no_proof",
            _("Not shown"),
            _("Who claims something has to show it. What neither the record nor the evidence shows does not count."),
        ),
    )
}
