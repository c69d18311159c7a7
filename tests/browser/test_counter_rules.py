"""What the counter does without a network, rule by rule: its modules in a real browser."""

import json
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page

from linli.kernel import ids
from tests.product import Product

VECTORS = json.loads(
    (Path(__file__).parents[1] / "unit" / "modules" / "token_vectors.json").read_text("utf-8")
)
MARKET, KEY, AT = 3, 2, 1_795_348_800
MODULES = "/static/js/counter"
_JUDGE_ALL = """
async ([folder, texts, key]) => {
  const token = await import(`${folder}/token.js`);
  const raw = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
  return Promise.all(texts.map(async ([text, at, market, id]) => {
    const keys = new Map([[id, raw]]);
    const read = token.read(text);
    if (!read) return "malformed";
    const fault = (await token.distrust(read, market, keys)) ?? (at && token.untimely(read, at));
    const { form, voucher, terms, serial, validFrom, validUntil, madeAt, parts } = read;
    return fault || { form, voucher, terms, serial, validFrom, validUntil, madeAt, parts };
  }));
}
"""


@pytest_asyncio.fixture
async def page(stage: Product, browser: Browser) -> Any:
    """A page of the product, which may load its modules."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{stage.url}/hangzhou/sign-in")
    yield page
    await context.close()


async def test_tokens_are_read_and_believed_as_the_server_does(page: Page) -> None:
    good = [(one["text"], None, one["market_id"], one["key_id"]) for one in VECTORS["good"]]
    texts = [*good, *((one["text"], one.get("at", AT), MARKET, KEY) for one in VECTORS["bad"])]
    told = await page.evaluate(_JUDGE_ALL, [MODULES, texts, VECTORS["public_key"]])
    believed, bad = told[: len(good)], told[len(good) :]
    for vector, read in zip(VECTORS["good"], believed, strict=True):
        says = vector["says"]
        assert read == {
            "form": {"static": 1, "display": 2}[says["form"]],
            "voucher": says["voucher_id"],
            "terms": says["terms_id"],
            "serial": says["serial"],
            "validFrom": says["valid_from"],
            "validUntil": says["valid_until"],
            "madeAt": says["made_at"],
            "parts": [{"units": units, "used": used} for units, used in says["parts"]],
        }, vector["what"]
    faults = {vector["what"]: vector["fault"] for vector in VECTORS["bad"]}
    assert dict(zip(faults, bad, strict=True)) == faults


async def test_what_is_left_counts_own_uses_once(page: Page) -> None:
    told = await page.evaluate(
        """async (folder) => {
          const { goneOf } = await import(`${folder}/judging.js`);
          const token = { madeAt: 1000, parts: [{ units: 10, used: 2 }] };
          const use = (name, taken, used = 0) => ({ use: name, taken: [taken], used: [used] });
          const told = (...pairs) => new Map(pairs);
          const gone = (uses, outcomes = told()) => goneOf(token, uses, outcomes)[0];
          const decided = (state, settled, at = 1_000_001) =>
            told(["a", { state, settled: [settled], decidedAt: at }]);
          return [
            gone([]), gone([use("a", 3)]), gone([use("a", 3), use("b", 1)]),
            gone([use("a", 3)], told(["a", { state: "waiting", decidedAt: null }])),
            gone([use("a", 3)], decided("lost", 0)), gone([use("a", 3)], decided("refused", 3)),
            gone([use("a", 3)], decided("partly", 1)), gone([use("a", 3)], decided("settled", 3)),
            gone([use("a", 3)], decided("settled", 3, 999_999)),
            gone([use("a", 1, 6)]), gone([use("a", 9)]),
          ];
        }""",
        MODULES,
    )
    # A newer token has told of six; never more than there are.
    assert told == [2, 5, 6, 5, 2, 2, 3, 5, 2, 7, 10]


async def test_what_is_spent_or_was_given_on_is_known_by_the_end_of_its_id(page: Page) -> None:
    spent, given, ready = (ids.uuid7() for _ in range(3))
    # As `vouchers.spent_vouchers` tells them.
    lists = {"blocked": [spent.hex[-16:]], "given": {given.hex[-16:]: 2}}
    told = await page.evaluate(
        """async ([folder, lists, vouchers]) => {
          const { judge } = await import(`${folder}/judging.js`);
          const at = "2026-11-22T08:00:00Z", now = Date.parse(at);
          const open = [["2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"]];
          const facts = { anchor: { server_at: at, device_at: at }, terms: { t: { open } }, ...lists };
          const token = { form: 1, terms: "t", validFrom: now / 1000 - 9, validUntil: now / 1000 + 9,
            madeAt: now / 1000, parts: [{ units: 1, used: 0 }] };
          const asked = (voucher, serial, more) =>
            judge({ ...token, voucher, serial }, { ...facts, ...more }, [], new Map(), now);
          const why = (...about) => asked(...about).refusal?.code ?? "";
          const [spent, given, ready] = vouchers;
          const closed = { terms: { t: { open: [] } } }, untold = { terms: {} };
          return [why(spent, 1), why(spent, 1, untold), why(given, 1), why(given, 2), why(ready, 1),
            why(ready, 1, closed), why(ready, 1, untold)];
        }""",
        [MODULES, lists, [str(one) for one in (spent, given, ready)]],
    )
    assert told == ["blocked", "blocked", "replaced", "", "", "not_now", "of_another_store"]


async def test_a_device_stops_where_its_allowance_ends(page: Page) -> None:
    told = await page.evaluate(
        """async (folder) => {
          const { deviceRefusal, refusalOf, allowance } = await import(`${folder}/judging.js`);
          const at = Date.parse("2026-11-22T08:00:00Z"), hour = 3600_000;
          const anchor = { anchor_id: "x", server_at: "2026-11-22T08:00:05Z",
            device_at: "2026-11-22T08:00:00Z", offline: true, hours: 2, uses: 3, minor: 5000 };
          const facts = { device: {}, anchor };
          const why = (more, last, now) => deviceRefusal({ ...facts, ...more }, last, now)?.code ?? "";
          const used = (n, sum, name = "x", when = at) => ({ anchor: name, n, sum, at: when });
          return [
            why({}, null, at), why({ device: null }, null, at), why({ revoked: true }, null, at),
            why({ anchor: null }, null, at), why({ anchor: { ...anchor, offline: false } }, null, at),
            why({}, null, at + 2 * hour - 1), why({}, null, at + 2 * hour),
            why({}, used(2, 0), at), why({}, used(3, 0), at), why({}, used(3, 0, "before"), at),
            why({}, null, at - hour), why({}, used(1, 0, "x", at + hour), at + hour / 2),
            refusalOf([1], [1], 1000, allowance(anchor, used(1, 4000)))?.code ?? "",
            refusalOf([1], [1], 1001, allowance(anchor, used(1, 4000)))?.code ?? "",
            refusalOf([1], [1], 10 ** 9, allowance({ ...anchor, minor: 0 }, null))?.code ?? "",
            refusalOf([0, 0], [1, 1], 0, allowance(anchor, null)).code,
            refusalOf([0, 2], [1, 1], 0, allowance(anchor, null)).code,
            refusalOf([NaN], [1], 0, allowance(anchor, null)).code,
          ];
        }""",
        MODULES,
    )
    device = ["", "not_enrolled", "revoked", "offline_off", "offline_off", "", "too_long", "", "too_many", ""]
    clock = ["clock_back", "clock_back"]
    choice = ["", "too_much", "", "nothing_chosen", "more_than_left", "nothing_chosen"]
    assert told == device + clock + choice


async def test_an_entry_that_was_changed_left_out_or_moved_is_found(page: Page) -> None:
    told = await page.evaluate(
        """async (folder) => {
          const { newKey } = await import(`${folder}/../device-key.js`);
          const { append, broken } = await import(`${folder}/chain.js`);
          const key = await newKey();
          const device = { device_id: "d", store_id: "s", public_key: key.public_key };
          await key.keep(device);
          const log = [];
          const keep = { last: async () => log.at(-1) ?? null, append: async (entry) => log.push(entry) };
          const parts = [{ units: 9, used: 0 }];
          const token = { text: "LINLI1:", voucher: "v", madeAt: 1, serial: 1, parts };
          const use = { device, anchor: { anchor_id: "x" }, token, value: 100, clerk: { person_id: "p" } };
          for (const taken of [[1], [2], [3]]) await append(keep, { ...use, taken, now: 1e12 });
          const first = async (change) => (await broken(change(structuredClone(log)), device))?.seq ?? null;
          const bodies = log.map((entry) => JSON.parse(entry.body));
          return [
            bodies.map(({ seq, n, sum }) => [seq, n, sum]),
            await first((all) => all), await first((all) => all.slice(1)),
            await first((all) => (all[1].taken = [1], all)),
            await first((all) => (all[1].body = all[1].body.replace("[2]", "[1]"), all)),
            await first((all) => [all[0], all[2]]),
            await first((all) => [all[0], all[2], all[1]]),
          ];
        }""",
        MODULES,
    )
    sums = [[1, 1, 100], [2, 2, 200], [3, 3, 300]]
    assert told == [sums, None, None, 2, 2, 3, 3]
