"""Signing in with OpenID Connect, in Chromium, against providers on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from running import PROJECT, Server, running

with warnings.catch_warnings():
    # The mock still uses what Authlib is about to move; the product does not.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

# The mock uses what Authlib is about to move; what the product uses of it runs in another process.
pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

CLIENT = "dashboard"


def user(name: str, **claims: object) -> oidc_provider_mock.User:
    said = {"email": f"{name}@example.se", "email_verified": True} | claims
    return oidc_provider_mock.User(sub=name, claims=said)


USERS = (
    user("anna"),
    user("stranger"),
    user("unverified", email_verified=False),
    user("silent", email_verified=None),
    # Longer ago than the two minutes that Authlib lets clocks differ.
    user("expired", exp=int(time.time()) - 600),
    user("meant-for-another", aud="another"),
)


@dataclass(frozen=True)
class House:
    """A server with two providers to sign in with."""

    server: Server
    database: Path

    def invite(self, address: str, *more: str) -> None:
        command = [sys.executable, "-m", "benchmarking", "invite", address, *more]
        environment = os.environ | {"BENCHMARKING_DATABASE": str(self.database)}
        asked = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr


@pytest.fixture(scope="module")
def house(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("signing-in")
    database = folder / "network.duckdb"
    shutil.copy(small_database, database)
    with ExitStack() as stack:
        secrets = [
            '[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"',
            f'cookie_secret = "{"s" * 40}"',
        ]
        for name in ("one", "two"):
            provider = stack.enter_context(oidc_provider_mock.run_server_in_thread(user_claims=USERS))
            secrets += [
                f'[auth.{name}]\ntitle = "{name.title()}"\nclient_id = "{CLIENT}"\nclient_secret = "secret"',
                f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"',
            ]
        (folder / "secrets.toml").write_text("\n".join(secrets))
        options = ("--secrets.files", str(folder / "secrets.toml"))
        yield House(stack.enter_context(running(folder, database=database, options=options)), database)


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="sv-SE")
    page = context.new_page()
    page.goto(house.server.url)
    yield page
    context.close()


def sign_in(page: Page, name: str, provider: str = "One") -> None:
    page.get_by_role("button", name=f"Logga in hos {provider}").click()
    page.locator("input[name=sub]").fill(name)
    page.get_by_role("button", name=re.compile("authorize", re.I)).first.click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))


def sign_out(page: Page) -> None:
    """Out of this server, and of the provider's own session."""
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Logga in hos One")).to_be_visible()


def test_an_invited_person_signs_in_has_her_rights_everywhere_and_signs_out(house: House, page: Page) -> None:
    assert "?key=" not in house.server.output
    house.invite("anna@example.se", "--as", "administrator")
    page.goto(f"{house.server.url}/administrera")
    expect(page.get_by_text("Den här sidan är för den som administrerar")).to_be_visible()
    page.goto(house.server.url)
    sign_in(page, "anna")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
    page.goto(f"{house.server.url}/administrera")
    expect(page.get_by_role("heading", name="Konton")).to_be_visible()
    [cookie] = [one for one in page.context.cookies() if one["name"] == "_streamlit_user"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    # A route asks the store as a page does.
    answer = page.request.get(f"{house.server.url}/api/v1/organisations")
    assert answer.headers["cache-control"].startswith("private")
    sign_out(page)
    answer = page.request.get(f"{house.server.url}/api/v1/organisations")
    assert answer.headers["cache-control"].startswith("public")


def test_the_same_address_from_another_provider_is_refused(house: House, page: Page) -> None:
    house.invite("stranger@example.se", "--as", "coordinator")
    sign_in(page, "stranger")
    expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
    sign_out(page)
    sign_in(page, "stranger", "Two")
    expect(page.get_by_text("Adressen hör till en inloggning hos någon annan.")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("unverified", "Din e-postadress är inte bekräftad"),
        ("silent", "Din e-postadress är inte bekräftad"),
        ("expired", None),
        ("meant-for-another", None),
    ],
)
def test_nobody_comes_in_on_a_token_that_does_not_hold(
    house: House, page: Page, name: str, told: str | None
) -> None:
    house.invite(f"{name}@example.se", "--as", "administrator")
    sign_in(page, name)
    if told:
        expect(page.get_by_text(told)).to_be_visible()
    else:
        # The token is not taken at all.
        expect(page.get_by_role("button", name="Logga in hos One")).to_be_visible()
    page.goto(f"{house.server.url}/administrera")
    expect(page.get_by_text("Den här sidan är för den som administrerar")).to_be_visible()
