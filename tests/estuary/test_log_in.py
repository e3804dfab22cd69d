"""Logging in: on the page, for the admin, and for a token. Wrong passwords are slowed down, right ones never."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from estuary.accounts import throttle
from estuary.accounts.models import User
from tests.conftest import PASSWORD

TOKEN = "/api/v1/auth/token/"


def log_in(browser: Client, email: str, password: str, *, address: str = "192.0.2.1", next: str = "") -> int:
    form = {"username": email, "password": password, "next": next}
    return browser.post("/log-in/", form, REMOTE_ADDR=address).status_code


def test_a_client_logs_in_and_sees_their_bookings(client: Client, client_user: User) -> None:
    answer = client.post("/log-in/", {"username": client_user.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [("/", 302), ("/bookings/", 302)]
    assert "Jonas Weber" in answer.content.decode()


def test_a_practitioner_logs_in_and_sees_their_day(client: Client, practitioner: User) -> None:
    answer = client.post("/log-in/", {"username": practitioner.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1] == ("/day/", 302)


def test_upper_and_lower_case_of_the_address_do_not_matter(client: Client, client_user: User) -> None:
    assert log_in(client, "Jonas@Example.ORG", PASSWORD) == 302


def test_after_logging_in_people_go_where_they_wanted(client: Client, client_user: User) -> None:
    wanted = client.get("/bookings/")
    assert wanted["Location"] == "/log-in/?next=/bookings/"
    answer = client.post(
        "/log-in/", {"username": client_user.email, "password": PASSWORD, "next": "/room/booking/1/lobby"}
    )
    assert answer["Location"] == "/room/booking/1/lobby"


def test_nobody_is_sent_to_another_site(client: Client, client_user: User) -> None:
    answer = client.post(
        "/log-in/",
        {"username": client_user.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_says_so_and_names_nobody(client: Client, client_user: User) -> None:
    for email in (client_user.email, "nobody@example.org"):
        answer = client.post("/log-in/", {"username": email, "password": "wrong"})
        assert answer.status_code == 200
        assert "do not belong together" in answer.content.decode()


def test_a_closed_account_does_not_open(client: Client, client_user: User) -> None:
    client_user.is_active = False
    client_user.save()
    assert log_in(client, client_user.email, PASSWORD) == 200


def test_logging_out_takes_a_post(client: Client, client_user: User) -> None:
    client.force_login(client_user)
    assert client.get("/log-out/").status_code == 405
    assert client.post("/log-out/")["Location"] == "/log-in/"
    assert client.get("/bookings/").status_code == 302


# --- Wrong passwords
def test_after_ten_wrong_passwords_even_the_right_one_waits(client: Client, client_user: User) -> None:
    assert [log_in(client, client_user.email, "wrong") for _ in range(10)] == [200] * 10
    answer = client.post(
        "/log-in/", {"username": client_user.email, "password": PASSWORD}, REMOTE_ADDR="192.0.2.1"
    )
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Wait a minute" in answer.content.decode()


def test_right_passwords_are_never_counted(client: Client, client_user: User) -> None:
    assert [log_in(client, client_user.email, PASSWORD) for _ in range(15)] == [302] * 15


def test_another_account_and_another_address_do_not_wait(
    client: Client, client_user: User, second_client: User
) -> None:
    for _ in range(10):
        log_in(client, client_user.email, "wrong")
    assert log_in(client, second_client.email, PASSWORD) == 302
    assert log_in(client, client_user.email, PASSWORD, address="192.0.2.2") == 302


def test_a_minute_later_the_right_password_works(
    client: Client, client_user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "WINDOW", timedelta(milliseconds=50))
    for _ in range(10):
        log_in(client, client_user.email, "wrong")
    until = timezone.now() + timedelta(seconds=5)
    while log_in(client, client_user.email, PASSWORD) != 302:
        assert timezone.now() < until


def test_page_token_and_admin_share_one_count(client: Client, client_user: User) -> None:
    for _ in range(5):
        log_in(client, client_user.email, "wrong", address="127.0.0.1")
    for _ in range(5):
        APIClient().post(TOKEN, {"email": client_user.email, "password": "wrong"}, format="json")
    assert log_in(client, client_user.email, PASSWORD, address="127.0.0.1") == 429
    assert (
        APIClient().post(TOKEN, {"email": client_user.email, "password": PASSWORD}, format="json").status_code
        == 429
    )


def test_the_admin_sends_people_to_the_same_page(client: Client, staff: User) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    page = client.get("/admin/login/?next=/admin/")
    assert page.templates[0].name == "accounts/log_in.html"
    answer = client.post("/admin/login/", {"username": staff.email, "password": PASSWORD, "next": "/admin/"})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_client_is_not_let_into_the_admin(client: Client, client_user: User) -> None:
    client.force_login(client_user)
    answer = client.get("/admin/", follow=True)
    assert answer.templates[0].name == "accounts/log_in.html"


# --- Tokens
def test_a_token_opens_the_api(client_user: User) -> None:
    answer = APIClient().post(TOKEN, {"email": client_user.email, "password": PASSWORD}, format="json")
    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    device = APIClient(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert device.get("/api/v1/bookings/1/").status_code == 404
    renewed = APIClient().post(f"{TOKEN}refresh/", {"refresh": answer.json()["refresh"]}, format="json")
    assert set(renewed.json()) == {"access"}


def test_a_token_lives_at_least_a_quarter_of_an_hour(client_user: User) -> None:
    from rest_framework_simplejwt.tokens import AccessToken

    answer = APIClient().post(TOKEN, {"email": client_user.email, "password": PASSWORD}, format="json")
    token = AccessToken(answer.json()["access"])
    assert token["exp"] - token["iat"] >= 15 * 60


def test_a_wrong_password_gets_no_token(client_user: User) -> None:
    answer = APIClient().post(TOKEN, {"email": client_user.email, "password": "wrong"}, format="json")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"


def test_too_many_get_no_token_and_hear_when_to_try_again(client_user: User) -> None:
    for _ in range(10):
        APIClient().post(TOKEN, {"email": client_user.email, "password": "wrong"}, format="json")
    answer = APIClient().post(TOKEN, {"email": client_user.email, "password": PASSWORD}, format="json")
    assert answer.status_code == 429
    assert answer.json()["code"] == "throttled"
    assert answer.json()["retry_at"] > timezone.now().isoformat()[:19]


@pytest.mark.parametrize("body", ["", "[]", "{", '{"email": 1}', '{"email": [], "password": {}}'])
def test_a_malformed_request_is_refused_in_words(db: None, body: str) -> None:
    answer = APIClient().post(TOKEN, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_a_changed_password_ends_the_tokens_of_the_old_one(client_user: User) -> None:
    answer = APIClient().post(TOKEN, {"email": client_user.email, "password": PASSWORD}, format="json")
    client_user.set_password("another battery horse")
    client_user.save()
    device = APIClient(HTTP_AUTHORIZATION=f"Bearer {answer.json()['access']}")
    assert device.get("/api/v1/bookings/1/").status_code == 401
