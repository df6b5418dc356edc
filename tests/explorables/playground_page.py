"""The playground's page as a reader uses it, and what its numbers have to be."""

from playwright.sync_api import expect

from tests.journeys.lab import SECONDS

# What the page shows after so many steps, computed by the modules that are compared with Keras.
COMPUTED = """async ({ setting, steps, images }) => {
  const { Training } = await import("/playground/training.js");
  const { checked, ofSide } = await import("/playground/setting.js");
  const { recent } = await import("/playground/charts.js");
  const { percent, rounded } = await import("/playground/words.js");
  return ["left", "right"].map((side) => {
    const training = new Training(ofSide(checked(setting), side), images && Uint8Array.from(images));
    while (training.steps < steps) training.step();
    const { agreement } = training.alongLine();
    return [percent(training.accuracy()), rounded(recent(training.losses)), rounded(agreement)];
  });
}"""


def playground(page):
    return page.locator(".playground")


def step_to(page, button, steps):
    """Presses a button and waits until so many steps were made."""
    page.get_by_role("button", name=button, exact=True).click()
    rests_at(page, steps)


def rests_at(page, steps):
    expect(playground(page)).to_have_attribute("data-steps", str(steps), timeout=60 * SECONDS)
    expect(playground(page)).to_have_attribute("data-running", "false")


def readings(page):
    """The numbers below the answers of each network, from the left."""
    sides = [page.get_by_role("region", name=f"{side} network") for side in ("Left", "Right")]
    return [side.locator(".readings dd").all_inner_texts() for side in sides]
