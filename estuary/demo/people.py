"""Who plays in the demo. Everyone has the same password, and it is no secret: never on a real site."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password

from estuary.accounts.models import User
from estuary.bookings.models import Practitioner

PASSWORD = "estuary-demo-2026"  # noqa: S105


@dataclass(frozen=True)
class Person:
    role: str
    name: str
    email: str
    profession: str = ""


PRACTITIONER = Person("practitioner", "Dr. Nadia Rahman", "nadia.rahman@estuary.example", "Psychotherapist")
ASSISTANT = Person("assistant", "Priya Nair", "priya.nair@estuary.example", "Co-therapist")
JONAS = Person("client", "Jonas Weber", "jonas.weber@example.org")
MARA = Person("client", "Mara Lindgren", "mara.lindgren@example.org")
AYLIN = Person("client", "Aylin Demir", "aylin.demir@example.org")
STRANGER = Person("stranger", "Felix Stern", "felix.stern@example.org")
STAFF = Person("staff", "Ruth Keller", "ruth.keller@estuary.example")
#: They make sessions of more than a handful; whoever wants a full room logs in as some of them.
AUDIENCE = (
    Person("client", "Henrik Solberg", "henrik.solberg@example.org"),
    Person("client", "Lucia Ferri", "lucia.ferri@example.org"),
    Person("client", "Petra Novak", "petra.novak@example.org"),
    Person("client", "Tom Okafor", "tom.okafor@example.org"),
    Person("client", "Inês Duarte", "ines.duarte@example.org"),
    Person("client", "Yusuf Kaya", "yusuf.kaya@example.org"),
)

CAST = (PRACTITIONER, ASSISTANT, JONAS, MARA, AYLIN, STRANGER, STAFF, *AUDIENCE)


def ensure_people() -> dict[Person, User]:
    """The accounts of the cast, each with the demo's password."""
    known = {user.email: user for user in User.objects.filter(email__in=[person.email for person in CAST])}
    first = known.get(CAST[0].email)
    # Hashing is slow on purpose. One hash serves them all, so a refresh checks a single one.
    password = (
        first.password if first and check_password(PASSWORD, first.password) else make_password(PASSWORD)
    )
    return {person: _ensure(person, known.get(person.email), password) for person in CAST}


def _ensure(person: Person, user: User | None, password: str) -> User:
    is_staff = person.role == "staff"
    user = user or User(email=person.email)
    wanted = {
        "name": person.name,
        "password": password,
        "is_active": True,
        "is_staff": is_staff,
        "is_superuser": is_staff,
    }
    if any(getattr(user, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(user, field, value)
        user.save()
    if person.profession:
        Practitioner.objects.update_or_create(user=user, defaults={"profession": person.profession})
    return user
