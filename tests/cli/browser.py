#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Opens pages in headless Chromium as a person would and prints, as one JSON object, what is there
to be seen. Each argument is NAME=FILE; the object has the facts of each page by its name. Nothing is
judged here: the tests do that."""
import json
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

WIDTH, HEIGHT, TELEPHONE = 1280, 900, 360
MOST_TABS = 30


def start():
    options = Options()
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def resize(driver, width):
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": width < 600})


def requests(driver):
    """The addresses that were asked for, but for those that are data."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    urls = [message["params"]["request"]["url"] for message in messages
            if message["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith("data:")]


def texts(driver, selector):
    """Of all such elements, those inside closed cards too."""
    return driver.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector)


def cells(driver, selector):
    """The texts of each row of the body of such tables."""
    return driver.execute_script("""
        return [...document.querySelectorAll(arguments[0] + " tbody tr")].map(
            row => [...row.cells].map(cell => cell.textContent))""", selector)


def visible(driver, selector):
    return driver.execute_script("""
        return [...document.querySelectorAll(arguments[0])]
            .filter(e => e.checkVisibility()).map(e => e.textContent)""", selector)


def set_open(driver, is_open):
    driver.execute_script("""
        for (const card of document.querySelectorAll('.card')) card.open = arguments[0]""", is_open)


def charts(driver):
    """Every chart once it has been scrolled to: its title, its points, its description, how the dots
    of each dataset look, and the datasets whose dots leave no ink on an empty canvas."""
    set_open(driver, True)
    return driver.execute_async_script("""
        const done = arguments[0];
        const isBlank = (chart, i) => {
            const dot = chart.getDatasetMeta(i).data.find(
                dot => !dot.skip && dot.options.radius > 0);
            const empty = document.createElement("canvas").getContext("2d");
            Object.assign(empty.canvas, { width: chart.width, height: chart.height });
            dot?.draw(empty, chart.chartArea);
            return dot && !empty.getImageData(dot.x - 5, dot.y - 5, 10, 10).data.some(Boolean);
        };
        const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
        (async () => {
            const facts = [];
            await frame();
            for (const canvas of document.querySelectorAll("canvas")) {
                canvas.scrollIntoView({ behavior: "instant" });
                for (let i = 0; i < 100 && !Chart.getChart(canvas); i++)
                    await frame();
                const chart = Chart.getChart(canvas);
                const described = document.getElementById(canvas.getAttribute("aria-describedby"));
                facts.push({ title: canvas.getAttribute("aria-label"), role: canvas.getAttribute("role"),
                    described: described && described.tagName,
                    labels: chart ? chart.data.datasets.map(set => set.label) : [],
                    blank: chart ? chart.data.datasets.filter((set, i) => isBlank(chart, i))
                        .map(set => set.label) : [],
                    dots: chart ? chart.data.datasets.map(
                        set => [set.pointStyle, set.backgroundColor, set.borderDash ?? null]) : [],
                    dashed: chart ? chart.legend.legendItems.filter(item => item.lineDash?.length)
                        .map(item => item.text) : [],
                    points: chart ? chart.data.datasets.reduce((sum, set) => sum +
                        set.data.filter(point => point !== null).length, 0) : 0 });
            }
            scrollTo(0, 0);
            done(facts);
        })();""")


def type_text(driver, text):
    field = driver.find_element(By.ID, "find")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys(text or Keys.DELETE)


def press(driver, word):
    driver.find_element(By.CSS_SELECTOR, f".toggle-{word}").click()


def names(driver):
    return visible(driver, ".card .work-name")


def filtered(driver):
    """With all cards closed, for which every key would draw each chart anew, until it is of rows."""
    set_open(driver, False)
    facts = {"all": names(driver)}
    type_text(driver, "LAP")
    facts["text"] = names(driver)
    facts["text_verdicts"] = sorted(set(visible(driver, "#verdict-table tbody th")))
    facts["count"] = driver.find_element(By.ID, "count").text
    type_text(driver, "zz")
    facts["none"] = names(driver)
    facts["none_notice"] = visible(driver, "#none-found")
    type_text(driver, "")
    press(driver, "io")
    facts["io"] = names(driver)
    press(driver, "io")
    set_open(driver, True)
    press(driver, "procs")
    facts["procs_rows"] = sorted(set(visible(driver, ".card tbody th")))
    press(driver, "procs")
    set_open(driver, False)
    facts["again"] = names(driver)
    return facts


def sorted_by(driver, order):
    driver.find_element(By.CSS_SELECTOR, f"#sort option[value={order}]").click()
    return names(driver)


def keyboard(driver):
    """What the tabulator reaches, in order, as far as the last control of the filter, and how each
    then shows that it has the focus."""
    reached = []
    while len(reached) < MOST_TABS and "open-all" not in [name for name, _ in reached]:
        webdriver.ActionChains(driver, duration=0).send_keys(Keys.TAB).perform()
        reached.append(driver.execute_script("""
            const at = document.activeElement;
            return [at.id || at.textContent, getComputedStyle(at).outlineStyle];"""))
    return reached


def paper(driver):
    return driver.execute_script("return getComputedStyle(document.body).backgroundColor")


def themes(driver):
    colours = [paper(driver)]
    driver.find_element(By.ID, "theme").click()
    colours.append(paper(driver))
    driver.find_element(By.ID, "theme").click()
    return colours + [paper(driver)]


def printed(driver):
    """With all cards closed before; their handles are as paper has them."""
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    facts = driver.execute_script("""
        for (const card of document.querySelectorAll(".card")) card.open = false;
        document.documentElement.dataset.theme = "dark";
        dispatchEvent(new Event("beforeprint"));
        const facts = { closed: document.querySelectorAll(".card:not([open])").length,
            charts: document.querySelectorAll("canvas").length,
            empty: [...document.querySelectorAll("canvas")].filter(c => !Chart.getChart(c)).length,
            theme: document.documentElement.dataset.theme,
            handle: getComputedStyle(
                document.querySelector(".card > summary"), "::before").content };
        dispatchEvent(new Event("afterprint"));
        facts.open_after = document.querySelectorAll(".card[open]").length;
        return facts;""")
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    return facts


def without_scripts(driver, url):
    """What can be read, and how wide the page then is on a telephone."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver.get(url)
    text = driver.find_element(By.TAG_NAME, "body").text
    resize(driver, TELEPHONE)
    wide = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]["width"]
    resize(driver, WIDTH)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    return text, wide


def marks(driver):
    """The least width and height of the marks of ratios, and how many arrows each strip has for
    bounds."""
    return driver.execute_script("""
        const sizes = [...document.querySelectorAll(".strip-ratio")].map(
            mark => mark.getBoundingClientRect());
        return [Math.min(...sizes.map(size => size.width)),
            Math.min(...sizes.map(size => size.height)),
            [...document.querySelectorAll("#verdict-table svg.strip")].map(
                strip => strip.querySelectorAll(".strip-beyond").length)];""")


def hidden(driver):
    """By how much each table of verdicts is wider than its place."""
    return driver.execute_script("""
        return [...document.querySelectorAll(".verdict-table")].map(table => table.parentElement)
            .map(place => place.scrollWidth - place.clientWidth)""")


def overflow(driver):
    """How wide the page is on a telephone, and what is hidden there; the marks of the verdicts; and
    the narrowest column of the machines."""
    resize(driver, TELEPHONE)
    # Charts follow their place a frame later.
    driver.execute_async_script("""
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0])))""")
    wide = driver.execute_script("return document.documentElement.scrollWidth")
    out_of_sight = hidden(driver)
    marked = marks(driver)
    column = driver.execute_script("""
        return Math.min(...[...document.querySelectorAll("#machine-facts thead th")].map(
            head => head.offsetWidth))""")
    resize(driver, WIDTH)
    return [wide, out_of_sight, marked, column]


def read(driver):
    """What the page says."""
    return {
        "notice": visible(driver, "#no-charts"),
        "heads": texts(driver, ".head h2"),
        "canvases": driver.execute_script("return document.querySelectorAll('canvas').length"),
        "cards": texts(driver, ".card"),
        "tables": texts(driver, ".card table"),
        "overview": texts(driver, "#verdicts"),
        "shapes": cells(driver, "#shape-table"),
        "teams": cells(driver, ".card table[id$=-shapes]"),
        "chips": texts(driver, ".chips .verdict"),
        "machines": texts(driver, "#machine-table th, #machine-table td"),
        "warnings": texts(driver, "#warning-list"),
        "methods": texts(driver, "#method-list dt"),
        "nameless": driver.execute_script("""
            return [...document.querySelectorAll("th")].filter(
                head => !head.textContent.trim()).length"""),
    }


def use(driver):
    """What becomes of it in somebody's hands."""
    return {
        "filter": filtered(driver),
        "by_name": sorted_by(driver, "name"),
        "themes": themes(driver),
        "hidden": hidden(driver),
        "telephone": overflow(driver),
        "print": printed(driver),
    }


def look(driver, file):
    url = pathlib.Path(file).resolve().as_uri()
    resize(driver, WIDTH)
    driver.get(url)
    facts = {}
    if driver.execute_script("return typeof Chart !== 'undefined'"):
        facts["keyboard"] = keyboard(driver)
        facts["charts"] = charts(driver)
        facts |= read(driver) | use(driver)
    else:
        set_open(driver, True)
        driver.execute_async_script("setTimeout(arguments[0])")
        facts |= read(driver)
    facts["alerted"] = driver.execute_script("return window.alerted ?? null")
    facts["console"] = [entry["message"] for entry in driver.get_log("browser")]
    if "charts" in facts:
        facts["plain"], facts["plain_telephone"] = without_scripts(driver, url)
    facts["requests"] = sorted({address.replace(url, "itself") for address in requests(driver)})
    return facts


def main():
    driver = start()
    try:
        pages = [argument.split("=", 1) for argument in sys.argv[1:]]
        json.dump({name: look(driver, file) for name, file in pages}, sys.stdout)
    finally:
        driver.quit()


main()
