"""Labels: 代表性, 示范性 or 创新性, each with its reason."""

from django.db import models


class Label(models.Model):
    """A label that the secretariat gave a case, with the reason. Taking it back adds a time and removes nothing."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=500)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.CharField(max_length=80, blank=True)
    taken_back_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(taken_back_at=None), name="label_once_at_a_time"
            ),
        ]
