from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.models import Objection


class ObjectionForm(forms.Form):
    """What somebody says against a statement."""

    text = forms.CharField(
        label=_("What is wrong about it"),
        max_length=Objection.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self, format: str) -> None:
        super().__init__({"class": "input"}, format)


class DatesForm(forms.Form):
    """The days of a list of statements, both included."""

    #: A page is for looking; the table of a year is a file.
    MOST_DAYS = 100

    first = forms.DateField(label=_("From"), widget=_Day("%Y-%m-%d"))
    last = forms.DateField(label=_("Until"), widget=_Day("%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first."))
        elif first and last and (last - first).days >= self.MOST_DAYS:
            self.add_error("last", _("These are more than %(days)d days.") % {"days": self.MOST_DAYS})
        return found


class ChangeForm(forms.Form):
    """A change of the booking as the person had it before their eyes."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    #: How many dates the button named, where it names a number.
    dates = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MoveForm(ChangeForm):
    starts_at = forms.DateTimeField(
        label=_("New start"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input"}
        ),
        error_messages={"required": _("Choose a day and a time."), "invalid": _("Choose a day and a time.")},
    )

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at <= timezone.now():
            raise forms.ValidationError(_("Choose a time that is still to come."), code="in_the_past")
        return starts_at

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].widget.attrs["min"] = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
