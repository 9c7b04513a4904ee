"""What nobody types who searches, and programs send: each gets an answer, or is refused with 400."""

from urllib.parse import quote

WORDS = {
    "10,000 characters": "logo " * 2000,
    "one word of 200 characters": "ক" * 200,
    "only punctuation": "!?.,;:()[]{}<>'\"`~@#$%^&*-_=+\\|/",
    "query operators": 'logo AND NOT (design OR +"x") -y ~z title:a^5 a && b || !c <-> d:*',
    "wildcards": "l?go lo*  %_%",
    "a regular expression": "/lo(g|gg)*o{1,9}$/ ^(a+)+$ [[:alpha:]]",
    "an engine's query": '{"query": {"match_all": {}}}',
    "statements": "'; DROP TABLE search_profiledocument; --",
    "emoji": "😀 👩🏽‍🎨 🇧🇩 ❤️‍🔥",
    "bidi marks": "\u202elogo\u202c \u2067design\u2069 \u200f\u061c",
    "joiners alone": "\u200d\u200c\ufeff\u2060",
    "combining marks alone": "\u0981\u09cd\u0301\u0301\u0301",
    "every control": "".join(map(chr, range(1, 32))),
    "zero": "a\x00b",
    "only numbers": "১২৩ 456 ٧٨٩",
    "blanks": " \t\u00a0\u3000\u2003 ",
}
QUERY_STRINGS = {
    **{name: f"q={quote(text)}" for name, text in WORDS.items()},
    "half surrogates": "q=%ED%A0%80%ED%B0%80x&topic=%ED%A0%80",
    "no UTF-8": "q=%FF%FE%C0%AF&district=%FF",
    "a deep page": "page=499",
    "a page past any": "page=99999999999999999999",
    "a page below the first": "page=-1",
    "no page": "page=২x",
    "a time that never was": "at=-5&page=1",
    "a time past any": "at=99999999999999999999999",
    "an unknown facet": "colour=red&topic[]=x&__proto__=1",
    "an unknown value": "topic=%27%3B--&language=xx&posted=0&price=10&rating=9",
    "a value of 10,000 characters": "skill=" + "x" * 10_000,
    "50 filters": "&".join(f"topic=t{number}" for number in range(25)) + "&skill=logo-design,canva" * 25,
    "300 values": "district=" + ",".join(f"d{number}" for number in range(300)),
    "a list of commas": "topic=" + "," * 300 + "&language=,bn,,en,",
    "amounts that are none": "rate_max=NaN&price_min=1e400&budget_min=-1&budget_max=Infinity&days_max=0",
    "amounts with a NUL": "rate_max=%00talent-heart-1%00&price_max=a%00b&budget_min=%00",
    "amounts past any": "rate_max=99999999999999999999&price_max=99999999999999999999&budget_min=999999999999",
    "the range reversed": "price_min=100&price_max=1&budget_min=100&budget_max=1",
    "everything twice": "q=a&q=b&ordering=best&ordering=newest&page=1&page=2&currency=USD&currency=BDT",
    "another order": "ordering=luck",
    "empty values": "q=&topic=&skill=&currency=&ordering=&page=&at=&facets=",
}
PAGES = ("/talent/", "/jobs/", "/services/")
API = ("/api/v1/profiles/", "/api/v1/jobs/", "/api/v1/services/")


def wrong_answers(page, api):
    """The addresses whose answer is neither one nor a refusal that says why, in the reader's language."""
    wrong = []
    for query in QUERY_STRINGS.values():
        for path in PAGES:
            answer = page.get(f"{path}?{query}")
            if answer.status_code not in (200, 302, 400):
                wrong.append((answer.status_code, path, query[:80]))
        for path in API:
            answer = api.get(f"{path}?{query}&facets=true", headers={"accept-language": "bn"})
            is_past_the_end = answer.status_code == 404 and "page=" in query
            if answer.status_code not in (200, 400) and not is_past_the_end:
                wrong.append((answer.status_code, path, query[:80]))
            if answer.status_code == 400:
                texts = [text for texts in answer.json()["errors"].values() for text in texts]
                wrong += [(text, path, query[:80]) for text in texts if not any("ঀ" <= each <= "৿" for each in text)]
    return wrong
