"""What a letter says in both languages: the steps to an account, and whom to ask."""

from django.conf import settings
from django.urls import reverse

from market.core.text.bangla import bangla_digits

STEPS = {
    "en": (
        "Your certificate is ready. Did you study with your own account here? Then sign in and press “Take the "
        "certificate” under “My course”: you need no code.",
        "1. Else open {address} on a phone or a computer, or scan the square with the camera.",
        "2. Open an account with your e-mail address or phone number. It costs nothing.",
        "3. Type the certificate number and the claim code that stand below.",
        "4. Make your profile: then you can take work.",
        "Give the code to nobody. Nobody ever pays for an application, a course or a certificate.",
    ),
    "bn": (
        "আপনার সনদ তৈরি হয়েছে। এখানে নিজের অ্যাকাউন্ট দিয়ে কোর্স করেছেন? তাহলে সাইন ইন করে “আমার কোর্স” পাতায় “সনদ নিন” চাপুন: "
        "কোনো কোড লাগবে না।",
        "১. না হলে ফোন বা কম্পিউটারে {address} ঠিকানা খুলুন, বা ক্যামেরা দিয়ে চারকোনা ছবিটি স্ক্যান করুন।",
        "২. ইমেইল ঠিকানা বা ফোন নম্বর দিয়ে অ্যাকাউন্ট খুলুন। এতে কোনো টাকা লাগে না।",
        "৩. নিচের সনদ নম্বর ও চিঠির কোড লিখুন।",
        "৪. প্রোফাইল তৈরি করুন: এরপর কাজ নিতে পারবেন।",
        "কোডটি কাউকে দেবেন না। আবেদন, কোর্স বা সনদের জন্য কাউকে কখনো টাকা দিতে হয় না।",
    ),
}


def steps(language: str, address: str) -> list[str]:
    """The way to an account, in one language; `address` is where a certificate is claimed."""
    return [step.format(address=address) for step in STEPS[language]]


def help_line(language: str) -> str:
    """Whom to ask, in one language: by phone where the programme has a help line, else by the contact page."""
    contact = f"{settings.SITE_URL}{reverse('contact')}"
    phone = settings.PROGRAMME_HELP_LINE
    if language == "bn":
        line = f"প্রশ্ন থাকলে ফোন করুন {bangla_digits(phone)}, বা লিখুন {contact}" if phone else f"প্রশ্ন থাকলে লিখুন {contact}"
    else:
        line = f"Questions? Call {phone}, or write at {contact}" if phone else f"Questions? Write at {contact}"
    return line
