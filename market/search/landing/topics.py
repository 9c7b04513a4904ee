"""What each topic of the programme is, in a sentence, for its landing page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DESCRIPTIONS: dict[str, Promise] = {
    "data-entry": _(
        "Typing and copying from paper, PDF files and web pages into tables, cleaning lists, collecting contacts, and"
        " keeping records in Excel or Google Sheets: work that must be exact and on time."
    ),
    "search-engine-optimisation": _(
        "Getting a website found: the words that people search for, titles and texts that answer them, links from other"
        " sites, and a check of what keeps pages out of Google."
    ),
    "web-design-and-development": _(
        "Websites that work well on a phone: WordPress, online shops and landing pages, HTML, CSS and JavaScript,"
        " repairs, and the care of a site that is running already."
    ),
    "graphics-design": _(
        "Logos, banners, packaging, pictures for social media and retouched photos, made in Photoshop, Illustrator or"
        " Canva, with files that are ready for print and for the web."
    ),
    "digital-marketing": _(
        "Pages and advertisements on Facebook, Instagram, YouTube and Google: what to post and when, texts, videos,"
        " campaigns, and figures on what they brought."
    ),
    "e-commerce-business": _(
        "Running an online shop: products listed with photos and texts, orders and stock looked after, customers"
        " answered, on Shopify, Daraz, Amazon or Facebook."
    ),
}
