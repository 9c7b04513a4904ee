"""Who operates the site, as documents on money name it."""

from market.core.base import env

OPERATOR_NAME = env.text("MARKET_OPERATOR_NAME", "Amar Kaj")
PROGRAMME_HELP_LINE = env.text("MARKET_PROGRAMME_HELP_LINE")
OPERATOR_ADDRESS = env.text("MARKET_OPERATOR_ADDRESS")
OPERATOR_BIN = env.text("MARKET_OPERATOR_BIN")  # its number for VAT
VAT_PERCENT = env.decimal("MARKET_VAT_PERCENT", "0", "100")  # in the fee, which includes it
