"""Estuary in the admin. State and times change by actions and forms that go through the owners of the rows, so
that `rooms` hears of it; everything else is plain data."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from estuary.accounts.models import User
from estuary.bookings import changes, course_changes, session_changes
from estuary.bookings.models import Booking, Course, Practitioner, Service, Session
from estuary.bookings.queries import SessionQuerySet


class OwnedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that have an owner: what it refuses is said, and nothing is ever forgotten, only cancelled."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except changes.ChangeRefused as refused:  # the transaction of the form was rolled back
            self.message_user(request, refused.detail, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def ask_first(
        self, request: HttpRequest, rows: QuerySet[Any], places: QuerySet[Booking]
    ) -> HttpResponse | None:
        """The page that comes before cancelling; None: they have said yes.

        Args:
            places: the bookings that go with it.
        """
        if "confirmed" in request.POST:
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Cancel?"),
            "rows": list(rows),
            "places": places.filter(state__in=changes.OPEN).count(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "bookings/cancel_in_admin.html", context)

    def apply(self, request: HttpRequest, rows: QuerySet[Any], change: Callable[[int], object]) -> None:
        done = 0
        for row in rows:
            try:
                change(row.pk)
                done += 1
            except changes.ChangeRefused as refused:
                self.message_user(request, f"{row}: {refused.detail}", messages.ERROR)
        if done:
            self.message_user(request, ngettext("%d changed.", "%d changed.", done) % done)


def operator(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def keys_of(rows: QuerySet[Any]) -> list[int]:
    """Without what the list counts of each row."""
    return list(rows.values_list("pk", flat=True))


@admin.register(Practitioner)
class PractitionerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "profession"]
    search_fields = ["user__name", "user__email"]
    autocomplete_fields = ["user"]


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "kind", "practitioner", "duration_minutes", "capacity"]
    list_filter = ["kind"]
    search_fields = ["name"]
    autocomplete_fields = ["practitioner", "additional_practitioners"]
    list_select_related = ["practitioner__user"]


@admin.register(Course)
class CourseAdmin(OwnedAdmin):
    """Its dates are sessions that name it; a client is booked on all of them by a booking that names it."""

    list_display = ["service", "dates", "created_at"]
    list_filter = ["service"]
    search_fields = ["service__name"]
    list_select_related = ["service"]
    actions = ["cancel"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Course]:
        courses: QuerySet[Course] = super().get_queryset(request)
        return courses.annotate(number_of_dates=Count("sessions"))

    def get_readonly_fields(self, request: HttpRequest, obj: Course | None = None) -> list[str]:
        return [] if obj is None else ["service"]

    @admin.display(description=_("dates"), ordering="number_of_dates")
    def dates(self, course: Course) -> int:
        return course.number_of_dates  # type: ignore[attr-defined,no-any-return]

    @admin.action(description=_("Cancel these courses"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Course]) -> HttpResponse | None:
        dates = course_changes.open_dates(timezone.now()).filter(course__in=keys_of(queryset))
        if question := self.ask_first(request, queryset, Booking.objects.filter(session__in=dates)):
            return question
        self.apply(request, queryset, lambda pk: course_changes.cancel(pk, by=operator(request)))
        return None


@admin.register(Session)
class SessionAdmin(OwnedAdmin):
    list_display = ["service", "course", "state", "starts_at", "ends_at", "booked", "came"]
    list_filter = ["state", "service"]
    search_fields = ["service__name"]
    date_hierarchy = "starts_at"
    autocomplete_fields = ["service", "course"]
    readonly_fields = ["state", "room"]
    actions = ["cancel"]
    list_select_related = ["service", "course__service"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions: SessionQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return sessions.with_numbers()

    @admin.display(description=_("booked"), ordering="places")
    def booked(self, session: Session) -> int:
        return session.places  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=_("came"), ordering="attended")
    def came(self, session: Session) -> int:
        return session.attended  # type: ignore[attr-defined,no-any-return]

    def get_readonly_fields(self, request: HttpRequest, obj: Session | None = None) -> list[str]:
        if obj is None:
            return ["state", "room"]
        over = obj.state not in session_changes.OPEN
        return ["service", "course", "state", "room", *(["starts_at", "ends_at"] if over else [])]

    def save_model(
        self, request: HttpRequest, obj: Session, form: "ModelForm[Session]", change: bool
    ) -> None:
        """A time schedules the session, an empty one makes it a draft."""
        if not change:
            obj.pk = session_changes.plan(obj.service, course=obj.course).pk
        if obj.starts_at and obj.ends_at:
            session_changes.schedule(obj.pk, obj.starts_at, obj.ends_at)
        elif change and form.changed_data:
            session_changes.unschedule(obj.pk)

    @admin.action(description=_("Cancel these sessions"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Session]) -> HttpResponse | None:
        places = Booking.objects.filter(session__in=keys_of(queryset))
        if question := self.ask_first(request, queryset, places):
            return question
        self.apply(request, queryset, lambda pk: session_changes.cancel(pk, by=operator(request)))
        return None


class BookingForm(ModelForm):  # type: ignore[type-arg]
    course = ModelChoiceField(
        Course.objects.select_related("service"),
        label=_("Course"),
        required=False,
        help_text=_("Books every date that is not over."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [name for name in ("service", "session", "course") if cleaned.get(name)]
        if not self.instance.pk and len(chosen) != 1:
            raise ValidationError(_("Choose a service, one session or a course."), code="service_or_session")
        return cleaned


@admin.register(Booking)
class BookingAdmin(OwnedAdmin):
    form = BookingForm
    list_display = ["client", "get_service", "state", "starts_at", "ends_at"]
    list_filter = ["state"]
    search_fields = ["client__name", "client__email", "service__name", "session__service__name"]
    autocomplete_fields = ["client", "service", "session"]
    actions = ["confirm", "cancel", "complete", "mark_missed"]
    list_select_related = ["client", "service", "session__service"]

    #: What is said when somebody books, and what became of it.
    BOOKED = ["client", "service", "session", "own_starts_at"]
    RESULT = ["own_ends_at", "state", "room", "canceled_at", "canceled_by"]

    def get_fields(self, request: HttpRequest, obj: Booking | None = None) -> Any:
        return [*self.BOOKED, *self.RESULT] if obj else [*self.BOOKED, "course"]

    def get_readonly_fields(self, request: HttpRequest, obj: Booking | None = None) -> list[str]:
        if obj is None:
            return []
        movable = obj.session_id is None and obj.state in changes.MOVABLE
        return [*self.RESULT, *(name for name in self.BOOKED if not (movable and name == "own_starts_at"))]

    def save_model(
        self, request: HttpRequest, obj: Booking, form: "ModelForm[Booking]", change: bool
    ) -> None:
        if change:
            if "own_starts_at" in form.changed_data and obj.own_starts_at:
                changes.move(obj.pk, obj.own_starts_at)
        elif course := form.cleaned_data.get("course"):
            first, *_others = course_changes.book(course, obj.client)
            obj.pk, obj.session = first.pk, first.session
        elif obj.session:
            obj.pk = changes.book_session(obj.session, obj.client).pk
        elif obj.service:
            obj.pk = changes.book_service(obj.service, obj.client, starts_at=obj.own_starts_at).pk

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        self.apply(request, queryset, changes.confirm)

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Booking]) -> HttpResponse | None:
        if question := self.ask_first(request, queryset, queryset):
            return question
        self.apply(request, queryset, lambda pk: changes.cancel(pk, by=operator(request)))
        return None

    @admin.action(description=_("Mark as completed"), permissions=["change"])
    def complete(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        self.apply(request, queryset, changes.complete)

    @admin.action(description=_("Mark as missed"), permissions=["change"])
    def mark_missed(self, request: HttpRequest, queryset: QuerySet[Booking]) -> None:
        self.apply(request, queryset, changes.mark_missed)
