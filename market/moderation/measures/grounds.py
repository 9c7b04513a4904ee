"""The published grounds of measures, each with its meaning."""

from django.utils.translation import gettext_lazy as _

from market.core.base.reasons import Ground

GROUNDS = {
    ground.code: ground
    for ground in (
        Ground(
            "outside_payment",
            _("Payment outside of the site"),
            _("Asking to pay or be paid elsewhere, or for a deposit or fee before work. There nobody protects you."),
        ),
        Ground(
            "fraud",
            _("Deception"),
            _("Pretending to be somebody else, false jobs or offers, or work that was never meant to be done or paid."),
        ),
        Ground(
            "harassment",
            _("Insults, threats, harassment"),
            _("Words that insult, threaten or press somebody, or that go on after a clear no."),
        ),
        Ground(
            "private",
            _("Asking for private things"),
            _("Asking for photos, meetings, numbers or anything private that the work does not need."),
        ),
        Ground(
            "forbidden",
            _("Forbidden work or content"),
            _("Work or content that the law forbids: stolen accounts, false reviews, exams taken for others."),
        ),
        Ground(
            "contact",
            _("Contact data before money is held"),
            _("Giving or asking for numbers, addresses or links outside of the site before a milestone is funded."),
        ),
        Ground(
            "copied",
            _("Copied texts or works"),
            _("Showing the texts or works of others as one's own."),
        ),
        Ground(
            "spam",
            _("Mass sending"),
            _("The same words sent to many, or advertising that nobody asked for."),
        ),
        Ground(
            "review",
            _("Misuse of reviews"),
            _("Money or pressure for stars, or a review that is not about the work."),
        ),
        Ground(
            "several_accounts",
            _("Going around a measure"),
            _("Using another account to do what a measure forbids."),
        ),
    )
}
