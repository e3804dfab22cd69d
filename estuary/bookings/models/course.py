from django.db import models
from django.utils.translation import gettext_lazy as _

from estuary.bookings.models.service import Service, ServiceKind
from estuary.bookings.queries import CourseQuerySet


class Course(models.Model):
    """One run of a course: several sessions of one service, its dates. Who takes part has a booking on each."""

    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        related_name="courses",
        limit_choices_to={"kind": ServiceKind.COURSE},
        verbose_name=_("service"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.service} #{self.pk}"
