"""A real browser, Debian's chromium: once as it is, once with scripts turned off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from sandbox.quickbooks.server import Running, running

NEEDED = ("chromium", "chromedriver")
INSTALL = "Install Debian's chromium for the tests in a browser: apt-get install -y chromium chromium-driver"
REQUIRED = os.environ.get("ORDER_SYNC_TEST_BROWSER") == "required"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BLOCKED = 2
SECONDS = 60  # for another page
PHONE = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}


class Browser:
    """What a person does in a browser, and sees."""

    def __init__(self, profile: Path, scripts: bool) -> None:
        options = webdriver.ChromeOptions()
        options.binary_location = str(shutil.which("chromium"))
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
            options.add_argument(argument)
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": BLOCKED})
        self.driver = webdriver.Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))

    def open(self, address: str) -> None:
        self.driver.get(address)

    @property
    def address(self) -> str:
        return self.driver.current_url

    @property
    def title(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "h1").text

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def find(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def follow(self, text: str) -> None:
        """Clicks the first link, or button, of that text, and waits until another page is there."""
        (found, *_) = self.driver.find_elements(By.XPATH, f'//*[(self::a or self::button) and normalize-space(.)="{text}"]')
        (page,) = self.find("html")
        found.click()
        WebDriverWait(self.driver, SECONDS).until(staleness_of(page))

    def rows(self) -> list[list[str]]:
        """The cells of the page's first table, without its headings."""
        (table, *_) = self.find("table")
        return [
            [cell.text for cell in row.find_elements(By.TAG_NAME, "td")]
            for row in table.find_elements(By.CSS_SELECTOR, "tbody tr")
        ]

    def complaints(self) -> list[dict[str, Any]]:
        """What the browser found wrong with the pages since the last time."""
        return list(self.driver.get_log("browser"))

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        sizes = self.driver.execute_cdp_cmd("Page.getLayoutMetrics", {})
        return bool(sizes["cssContentSize"]["width"] > sizes["cssLayoutViewport"]["clientWidth"])

    def be_a_phone(self, yes: bool = True) -> None:
        if yes:
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        else:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def _start(folder: Path, scripts: bool) -> Iterator[Browser]:
    if not all(map(shutil.which, NEEDED)):
        (pytest.fail if REQUIRED else pytest.skip)(INSTALL)
    browser = Browser(folder, scripts)
    yield browser
    browser.driver.quit()


@pytest.fixture(scope="session")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    yield from _start(tmp_path_factory.mktemp("browser"), scripts=True)


@pytest.fixture(scope="session")
def plain_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One that runs no scripts."""
    yield from _start(tmp_path_factory.mktemp("plain browser"), scripts=False)


@pytest.fixture
def browser(_browser: Browser) -> Browser:
    _browser.be_a_phone(False)
    _browser.open("about:blank")
    _browser.complaints()
    return _browser


@pytest.fixture(scope="module")
def _two_companies() -> Iterator[Running]:
    with running(seed=3, samples=("us", "uk")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(_two_companies: Running) -> Running:
    with _two_companies.intuit.lock:
        _two_companies.intuit.reset()
    return _two_companies
