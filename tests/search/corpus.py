"""A small corpus of profiles and jobs, written as real ones are: what the relevance suite searches."""

from dataclasses import dataclass

from market.core.base.money import Money
from market.jobs.models import Job
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.training.models import District, Topic
from tests import make


@dataclass(frozen=True)
class SampleProfile:
    """The texts and choices of a profile. `skills` are slugs."""

    name: str
    topic: str
    district: str
    headline_en: str = ""
    headline_bn: str = ""
    story_en: str = ""
    story_bn: str = ""
    skills: str = ""
    rate: Money | None = None
    languages: str = "bn en"


PROFILES = [
    SampleProfile(
        "Farida",
        "graphics-design",
        "rangpur",
        headline_en="Logos and packaging for small shops",
        headline_bn="ছোট দোকানের লোগো ও প্যাকেজিং",
        story_en="I draw in Illustrator and deliver source files.",
        skills="logo-design adobe-illustrator packaging-and-label-design",
        rate=Money("40.00", "USD"),
    ),
    SampleProfile(
        "শিরিন",
        "graphics-design",
        "khulna",
        headline_bn="পোস্টার, ব্যানার ও সোশ্যাল মিডিয়ার ডিজাইন করি",
        story_bn="ফটোশপ ও ক্যানভায় কাজ করি। পণ্যের ছবির ব্যাকগ্রাউন্ড মুছে দিই।",
        skills="adobe-photoshop canva banner-design social-media-design",
        rate=Money("1500.00", "BDT"),
        languages="bn",
    ),
    SampleProfile(
        "Rina",
        "data-entry",
        "bogura",
        headline_en="Fast and careful typist, Excel every day",
        story_en="I fill forms, clean lists and copy catalogues into spreadsheets.",
        skills="data-entry microsoft-excel typing",
        rate=Money("15.00", "USD"),
    ),
    SampleProfile(
        "মরিয়ম",
        "data-entry",
        "cumilla",
        headline_bn="ডেটা এন্ট্রির কাজ দ্রুত ও নির্ভুল করি",
        story_bn="বিজয় ও অভ্রতে বাংলা টাইপ করি, পিডিএফ থেকে এক্সেলে তুলি।",
        skills="bangla-typing pdf-conversion",
        languages="bn",
    ),
    SampleProfile(
        "Salma",
        "data-entry",
        "dhaka",
        headline_en="Virtual assistant for busy people abroad",
        story_en="Mail, calendar, research. Some data entry in CRM systems too.",
        skills="virtual-assistance web-research",
        rate=Money("25.00", "USD"),
    ),
    SampleProfile(
        "Nasrin",
        "search-engine-optimisation",
        "sylhet",
        headline_en="SEO that small sites can afford",
        headline_bn="ছোট সাইটের জন্য এসইও",
        story_en="Audits, keywords and links. I report each week.",
        skills="search-engine-optimisation-seo keyword-research link-building",
        rate=Money("60.00", "USD"),
    ),
    SampleProfile(
        "Tania",
        "web-design-and-development",
        "rajshahi",
        headline_en="WordPress sites that load fast on phones",
        story_en="PHP and a little JavaScript. I also look after what I built.",
        skills="wordpress php web-development elementor",
        rate=Money("120.00", "USD"),
    ),
    SampleProfile(
        "জেসমিন",
        "web-design-and-development",
        "rangpur",
        headline_bn="ওয়েবসাইট ডিজাইন ও ল্যান্ডিং পেজ বানাই",
        story_bn="রেসপনসিভ পাতা, দ্রুত খোলে। ছোট ব্যবসার জন্য কম দামে।",
        skills="web-design landing-page html css",
        rate=Money("5000.00", "BDT"),
        languages="bn",
    ),
    SampleProfile(
        "Shapla",
        "digital-marketing",
        "barishal",
        headline_en="Facebook pages and ads for shops",
        headline_bn="দোকানের ফেসবুক পেজ ও বিজ্ঞাপন চালাই",
        story_en="I plan, write and boost. Reels when they help.",
        skills="facebook-ads facebook-marketing social-media-management",
        rate=Money("30.00", "USD"),
    ),
    SampleProfile(
        "রোকেয়া",
        "digital-marketing",
        "dinajpur",
        headline_bn="ভিডিও এডিটিং ও ইউটিউব চ্যানেলের কাজ",
        story_bn="ছোট ভিডিও কাটি, সাবটাইটেল দিই।",
        skills="video-editing youtube-marketing",
        languages="bn hi",
    ),
    SampleProfile(
        "Mukta",
        "e-commerce-business",
        "jashore",
        headline_en="Daraz and Shopify shops from the first product on",
        story_en="Listings, photos with a white ground, answers to customers.",
        skills="daraz-shop shopify product-listing customer-support",
        rate=Money("20.00", "USD"),
    ),
    SampleProfile(
        "হাসিনা",
        "e-commerce-business",
        "rangpur",
        headline_bn="অনলাইন দোকানের পণ্য আপলোড ও অর্ডার সামলাই",
        story_bn="ফেসবুক শপ, হিসাব রাখা, গ্রাহকের উত্তর।",
        skills="facebook-shop order-processing bookkeeping",
        rate=Money("800.00", "BDT"),
        languages="bn",
    ),
]

# Title | description | topic | skills | budget in USD
JOBS = """
Logo for a tea shop | Two colours, for signs and cups. | graphics-design | logo-design | 50 150
ফেসবুক পেজ চালানোর লোক চাই | কাপড়ের দোকানের পেজ, মাসে ২০টি পোস্ট। | digital-marketing | facebook-marketing | 40 60
Type 400 invoices into a sheet | Old scans; columns are given. | data-entry | data-entry microsoft-excel | 80 120
অনলাইন দোকানের জন্য ওয়েবসাইট | উকমার্সে একটি সাধারণ দোকান। | web-design-and-development | woocommerce | 200 400
SEO audit of a travel blog | A list of what to mend, by weight. | search-engine-optimisation | seo-audit | 30 30
"""


def load() -> None:
    """Create all profiles, published, and all jobs, open."""
    for sample in PROFILES:
        user = make.make_freelancer(sample.name)
        change_profile(
            by=user,
            topic=Topic.objects.get(slug=sample.topic),
            district=District.objects.get(slug=sample.district),
            skills=list(Skill.objects.filter(slug__in=sample.skills.split())),
            headline_en=sample.headline_en,
            headline_bn=sample.headline_bn,
            story_en=sample.story_en,
            story_bn=sample.story_bn,
            rate_from=sample.rate,
            languages=sample.languages.split(),
        )
    for line in JOBS.strip().splitlines():
        title, description, topic, skills, budget = (cell.strip() for cell in line.split("|"))
        least, most = budget.split()
        make.make_job(
            title=title,
            description=description,
            topic=topic,
            skills=skills.split(),
            budget_min=Money(f"{least}.00", "USD"),
            budget_max=Money(f"{most}.00", "USD"),
        )


def names(ids: list[int]) -> list[str]:
    """The names of the owners of these profiles, in this order."""
    names_by_id = dict(Profile.objects.values_list("pk", "user__display_name"))
    return [names_by_id[pk] for pk in ids]


def titles(ids: list[int]) -> list[str]:
    """The titles of these jobs, in this order."""
    titles_by_id = dict(Job.objects.values_list("pk", "title"))
    return [titles_by_id[pk] for pk in ids]
