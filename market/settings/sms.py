"""SMS: the gateway that sends them. Without SMS_URL a real site sends none, and nobody signs in by a phone number; a
development site has a gateway of its own, whose messages stand on the desk.

The defaults are those of SSL Wireless: JSON with api_token, sid, msisdn, sms and csms_id, answered by a `status`.
"""

from market.core.base import env
from market.settings.base import PORT, PRODUCTION

SMS_URL = env.web_address("SMS_URL", secure=PRODUCTION)
SMS_TOKEN = (
    env.required("SMS_TOKEN", "an SMS gateway asks for one.") if PRODUCTION and SMS_URL else env.text("SMS_TOKEN")
)
if not SMS_URL and not PRODUCTION:
    SMS_URL, SMS_TOKEN = f"http://127.0.0.1:{PORT}/sandbox/sms/send/", "sms_sandbox"
SMS_SENDER = env.text("SMS_SENDER", "AmarKaj")
SMS_FORMAT = env.choice("SMS_FORMAT", ("json", "form"))
SMS_FIELDS = env.names(
    "SMS_FIELDS",
    "token=api_token,sender=sid,number=msisdn,text=sms,reference=csms_id",
    allowed=("token", "sender", "number", "text", "reference"),
)
SMS_ACCEPTED = env.text("SMS_ACCEPTED", "status=SUCCESS")  # a field of its JSON and the value, or words in the answer
# To whose numbers it sends. More countries are more ways to make the site pay for SMS that nobody asked for.
SMS_COUNTRIES = [code.upper() for code in env.words("MARKET_SMS_COUNTRIES", "BD")]
