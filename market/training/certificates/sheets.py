"""The sheets of certificates and letters: what they are drawn by, which is loaded where one is drawn."""

from market.core.text import sheets
from market.training.certificates.pdf import LINE


class Sheets(sheets.Sheets):
    """A document of A4 sheets in Bangla and English, with the border of a certificate."""

    def draw_border(self) -> None:
        """Draw the border of a certificate: a solid line and a dashed one inside."""
        self.set_draw_color(*LINE)
        self.set_line_width(0.8)
        self.rect(12, 12, self.w - 24, self.h - 24)
        self.set_line_width(0.35)
        self.set_dash_pattern(dash=2.2, gap=1.8)
        self.rect(15, 15, self.w - 30, self.h - 30)
        self.set_dash_pattern()
