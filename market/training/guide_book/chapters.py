"""The text of the guide book: chapters with their paragraphs. Short, so that it is read; details are in the help."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its name in addresses, its title, and its paragraphs."""

    name: str
    title: Text
    paragraphs: tuple[Text, ...]


CHAPTERS = (
    Chapter(
        "course",
        _("How the course goes"),
        (
            _("First come live classes, some evenings a week, which you attend from home with a phone or a computer."),
            _(
                "Then some face-to-face classes follow in your district, and after them months of work on a project "
                "of your own."
            ),
            _(
                "Your calendar, your trainers and the page of each class stand under “My course”. If a class moves, "
                "you are notified."
            ),
        ),
    ),
    Chapter(
        "attendance",
        _("Being there"),
        (
            _(
                "In each class your attendance is noted. It decides on your allowance, and on your certificate at "
                "the end."
            ),
            _("If you cannot come, look at the recording in the following days: its page says whether that counts."),
            _("Under “My course” you see what counts for you. If something is wrong, say so at once, not at the end."),
        ),
    ),
    Chapter(
        "line",
        _("When the connection or the power fails"),
        (
            _("Come back as soon as you can: the room stays open until the class ends."),
            _(
                "Charge phone and lamp by day. If a whole area has no power, say so on the page of the class, so "
                "that it does not count against you."
            ),
            _("Material and recordings say how much data they take. Load them where the connection costs little."),
        ),
    ),
    Chapter(
        "code",
        _("The code of a class"),
        (
            _("In a live class the trainer says a short code. Type it on the page of the class while it counts."),
            _("The code is for you alone. Whoever passes it on to people who are not there harms the whole batch."),
        ),
    ),
    Chapter(
        "face",
        _("Face-to-face classes"),
        (
            _(
                "Place and time stand on the page of the class. Plan the way there and back before, and tell your "
                "family where you are."
            ),
            _(
                "If the way is too far or not safe, write to the office before the class. There are ways to help, "
                "and asking is no shame."
            ),
            _("The trainer calls the roll. Bring your phone, and this book if you have it on paper."),
        ),
    ),
    Chapter(
        "project",
        _("Your project"),
        (
            _(
                "In the last months you do a piece of work as for a client: from what is asked for to what is handed "
                "over."
            ),
            _(
                "Write every week what you did and where you are stuck. Trainers help best with small questions that "
                "are asked early."
            ),
            _("Use your own work, and say what you took from others. What you may show goes into your portfolio."),
        ),
    ),
    Chapter(
        "allowance",
        _("The allowance for your internet bill"),
        (
            _("For each month in which you attended enough classes you get money for your internet bill."),
            _(
                "Give a bank account or a wallet in your own name early. Until you have, the money waits for you and "
                "is not lost."
            ),
            _("The page “My allowances” says what you get, when, and why not. Say there whether it has arrived."),
        ),
    ),
    Chapter(
        "safe",
        _("Safe on the internet"),
        (
            _("Never tell anybody a password, a PIN or a code that comes by SMS: nobody of the programme asks for it."),
            _("Read an address before you type a password. A message that hurries you is usually a trap."),
            _(
                "If somebody troubles or threatens you, do not answer. Keep the messages, block and report: the site "
                "looks at it. You are not to blame."
            ),
            _("Agree on work and payment on this site. Money that is held here is safe; a promise outside is not."),
        ),
    ),
    Chapter(
        "free",
        _("Nobody ever pays"),
        (
            _("Nobody ever pays for an application, a course or a certificate."),
            _(
                "No fee for a form, no deposit, no gift, no share of your allowance: whoever wants that cheats you, "
                "also if it is somebody you know."
            ),
            _("Tell us, with the number that called you or the name. Nothing happens to you for it."),
        ),
    ),
    Chapter(
        "help",
        _("Whom to ask"),
        (
            _(
                "About a class: your trainer, on the page of the class. About money, your place or the register: the "
                "office."
            ),
            _(
                "The help pages say every rule. What is not there, ask by “Contact us”; you get an answer in your "
                "language."
            ),
        ),
    ),
)
