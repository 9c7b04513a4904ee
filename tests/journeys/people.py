"""Users of the API: the set-up of the journeys, through the published interface."""

import re
import uuid

import httpx

PASSWORD = "amar-kaj-demo"
OWN_PASSWORD = "river-and-boat-7"


class Person:
    """An API client that is signed in as a user."""

    def __init__(self, base: str, email: str, password: str = PASSWORD) -> None:
        self.base, self.headers = base, {}
        token = self.post("auth/token/", {"email": email, "password": password}, 201)["token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def send(self, method: str, path: str, **more) -> httpx.Response:
        headers = {**self.headers, **more.pop("headers", {})}
        return httpx.request(method, f"{self.base}/api/v1/{path}", headers=headers, timeout=60, **more)

    def get(self, path: str, **params):
        response = self.send("GET", path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: dict | None = None, status: int | None = None, **headers):
        response = self.send("POST", path, json=body or {}, headers=headers)
        assert response.status_code == status if status else response.is_success, response.text
        return response.json() if response.content else None


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def advance(base: str, duration: str) -> None:
    response = httpx.post(base + "/sandbox/clock/", json={"advance": duration}, timeout=120)
    assert response.status_code == 200, response.text


def mail_to(base: str, address: str) -> dict:
    mails = httpx.get(base + "/sandbox/mail/", params={"format": "json", "to": address}).json()["results"]
    assert mails, f"no mail to {address}"
    return mails[0]


def confirmation_key(base: str, email: str) -> str:
    """The key in the link of the confirmation mail; waits for the worker, so that the mail is sent."""
    advance(base, "PT0S")
    return re.search(r"/confirm-email/([^/\s]+)/", mail_to(base, email)["text"]).group(1)


def new_address(name: str) -> str:
    return f"{name.lower()}-{uuid.uuid4().hex[:8]}@example.test"


def sign_up(base: str, name: str, language: str = "en") -> Person:
    email = new_address(name)
    body = {"email": email, "password": OWN_PASSWORD, "name": f"{name} Karim", "language": language}
    assert httpx.post(base + "/api/v1/accounts/", json=body).status_code == 201
    key = confirmation_key(base, email)
    assert httpx.post(base + "/api/v1/accounts/confirm/", json={"key": key}).status_code == 200
    person = Person(base, email, OWN_PASSWORD)
    person.email, person.id = email, person.get("me/")["id"]
    return person


class Officer:
    """Two officers without script: Oli prepares certificates, Onu releases them; both with a second factor."""

    def __init__(self, base: str) -> None:
        self.oli, self.onu = (self.signed_in(base, name) for name in ("oli", "onu"))

    @classmethod
    def signed_in(cls, base: str, name: str) -> httpx.Client:
        """A browser of this officer."""
        browser = httpx.Client(base_url=base, follow_redirects=True, timeout=60)
        cls.send(browser, "/accounts/login/", login=f"{name}@demo.test", password=PASSWORD)
        page = cls.send(browser, "/accounts/2fa/authenticate/", code=second_factor(base)).url.path
        assert not page.startswith("/accounts/"), "a code is good for one sign-in only"
        return browser

    def close(self) -> None:
        """Close both browsers."""
        self.oli.close()
        self.onu.close()

    @staticmethod
    def send(browser: httpx.Client, path: str, to: str = "", **fields: str) -> httpx.Response:
        """Fill the page's form and post it; gives the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).text).group(1)
        headers = {"Referer": str(browser.base_url.join(path))}
        response = browser.post(to or path, data={**fields, "csrfmiddlewaretoken": token}, headers=headers)
        assert response.status_code == 200, response.text
        return response

    def issue(self, name: str) -> tuple[str, str]:
        """Issue a new certificate; gives its serial number and claim code."""
        form = self.oli.get("/staff/certificates/new/").text
        batch = re.search(r'<option value="(\d+)"', form).group(1)
        prepared = self.send(self.oli, "/staff/certificates/new/", batch=batch, name_en=name, different="on").url.path
        released = self.send(self.onu, prepared, to=f"{prepared}release/").text
        letter = self.onu.get(re.search(r'href="(/staff/certificates/\d+/letter/)"', released).group(1)).text
        serial, code = re.findall(r'<dd class="code">([^<]+)</dd>', letter)
        return serial, code


def second_factor(base: str) -> str:
    """The current TOTP code, as the sandbox page shows it."""
    return re.search(r'<code class="strong num">(\d{6})</code>', httpx.get(base + "/sandbox/").text).group(1)


def new_graduate(base: str, officer: Officer, name: str, language: str = "en") -> Person:
    """A new freelancer: signed up, certificate claimed, profile published."""
    person = sign_up(base, name, language)
    serial, code = officer.issue(f"{name} Karim")
    person.post("certificates/claim/", {"serial": serial, "claim_code": code})
    profile = {"headline_en": f"{name} types clean data", "story_en": "I type fast.", "state": "published"}
    assert person.send("PATCH", "me/profile/", json=profile).status_code == 200
    person.serial = serial
    return person


def post_job(client: Person, budget: dict[str, str]) -> dict:
    """Publish a job with this budget."""
    job = client.post("jobs/", {
        "title": "Type invoices into a sheet", "description": "Scanned invoices, one sheet.", "topic": "data-entry",
        "skills": [], "duration_days": 9, "visibility": "all", "budget_min": budget, "budget_max": budget,
    })  # fmt: skip
    return client.post(f"jobs/{job['id']}/publish/")


def agree_on(client: Person, freelancer: Person, *amounts: str) -> dict:
    """A new contract of the two with a milestone for each amount."""
    budget = money(str(sum(map(float, amounts))))
    job = post_job(client, money("100.00"))  # small jobs are for beginners first
    milestones = [{"title": f"Part {at}", "amount": money(each), "days": 3} for at, each in enumerate(amounts, 1)]
    offer = {"amount": budget, "days": 9, "milestones": milestones, "cover_letter": "I typed ten thousand."}
    bid = freelancer.post(f"jobs/{job['id']}/bids/", offer)
    return client.post(f"bids/{bid['id']}/accept/")


def fund(client: Person, milestone: int) -> None:
    address = client.post(f"milestones/{milestone}/fund/")["checkout_url"]
    assert httpx.post(address, data={"outcome": "succeed"}).status_code in (302, 303)
    advance(client.base, "PT0S")
