"""What the public reads of how far people came.

A FigureBlock holds the published counts of the people of one phase, district and topic; every published number is a sum
of blocks. They change once a day, by the rule in `blocks.py`.
"""

from django.db import models


class FigureBlock(models.Model):
    """The published counts of the people of one phase, district and topic. 0: fewer than five people."""

    phase = models.ForeignKey("training.Phase", models.PROTECT, related_name="figure_blocks")
    district = models.ForeignKey("training.District", models.PROTECT, related_name="+")
    topic = models.ForeignKey("training.Topic", models.PROTECT, related_name="+")
    applied = models.PositiveIntegerField(default=0)
    selected = models.PositiveIntegerField(default=0)
    attended = models.PositiveIntegerField(default=0)
    graduated = models.PositiveIntegerField(default=0)
    worked = models.PositiveIntegerField(default=0)  # had a first contract
    paid = models.PositiveIntegerField(default=0)  # had a first pay
    # By currency: `total`, and the day before which everything that counts was earned (`until`).
    earned = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phase", "district", "topic"], name="one_block_of_figures"),
        ]
        ordering = ["phase", "district", "topic"]

    def __str__(self) -> str:
        return f"{self.phase_id}, {self.district_id}, {self.topic_id}"


class FigureSnapshot(models.Model):
    """When the figures of a programme were counted, and when they are counted again."""

    programme = models.OneToOneField("training.Programme", models.PROTECT, related_name="figures")
    counted_at = models.DateTimeField()
    next_at = models.DateTimeField(db_index=True)
    has_places = models.BooleanField()  # False: its courses were given before applications and attendance were kept
    # By grouping, its key and the currency: the middle of what people earned.
    medians = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.counted_at}"
