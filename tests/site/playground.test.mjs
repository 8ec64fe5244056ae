/* global document */
// The site is built as `npm run docs` builds it, and its playground is used in a real Chromium.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { findChromium, serveFolder } from '../installation/harness/chromium.mjs';
import { run } from '../installation/harness/command.mjs';
import { root } from '../installation/harness/packages.mjs';
import { ensureTools } from '../installation/harness/tools.mjs';

let server;
let browser;
before(async () => {
  const tools = await ensureTools();
  await run(process.execPath, [join(root, 'site', 'build.mjs')], { cwd: root, seconds: 600 });
  server = await serveFolder(join(root, 'site', 'dist'));
  const { chromium } = createRequire(join(tools, 'package.json'))('playwright-core');
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens the playground, and lets a test use it; fails if the page complains or asks another origin for anything. */
async function visit(use, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  const foreign = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  context.on('request', (request) => {
    const address = request.url().replace(/^blob:/, '');
    if (!address.startsWith(server.url) && !address.startsWith('data:')) foreign.push(address);
  });
  try {
    await page.goto(`${server.url}playground/index.html`);
    await page.locator('tr[data-strategy]').first().waitFor();
    await use(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(foreign, []);
  } finally {
    await context.close();
  }
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const field = (page, role, name) => page.getByRole(role, { name });
const cell = async (page, strategy, name) =>
  Number(await page.locator(`[data-strategy=${strategy}] [data-cell=${name}]`).textContent());
const saysTrials = (page, count) =>
  page
    .getByRole('status')
    .filter({ hasText: `${count} of` })
    .waitFor();

/** The pixels of a map as one string of bytes. */
const pixels = (page, name) =>
  page.locator(`[data-map=${name}] canvas`).evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.join();
  });
const colorsOf = (bytes) => new Set(bytes.match(/\d+,\d+,\d+,255/g)).size;

test('15 steps of bayes on Branin find a value below 1, and every step redraws the maps', () =>
  visit(async (page) => {
    let last = {};
    for (let step = 1; step <= 15; step++) {
      await button(page, 'Step').click();
      await saysTrials(page, step);
      if (step < 3) continue;
      for (const map of ['mean', 'stddev']) {
        const drawn = await pixels(page, map);
        assert.ok(
          colorsOf(drawn) > 30,
          `${map} has ${colorsOf(drawn)} colors after ${step} trials`,
        );
        assert.notEqual(drawn, last[map], `${map} after ${step} trials`);
        last = { ...last, [map]: drawn };
      }
    }
    assert.equal(await cell(page, 'bayes', 'trials'), 15);
    const best = await cell(page, 'bayes', 'best');
    assert.ok(best > 0.3978 && best < 1, `the best value is ${best}`);
    assert.match(await page.locator('[data-cell=backend]').textContent(), /^WebAssembly/);
    assert.ok(page.workers().length > 0, 'it computes in a worker');
    assert.match(await page.locator('.why').first().textContent(), /Trial 16\. Model: the largest/);
    assert.equal(await page.locator('.map').first().locator('.trial').count(), 15);
  }));

test('plays, pauses, goes on and ends', () =>
  visit(async (page) => {
    await field(page, 'spinbutton', 'Trials').fill('12');
    await field(page, 'combobox', 'Speed').selectOption('slow');
    await field(page, 'checkbox', 'grid').check();
    await saysTrials(page, 0);
    await button(page, 'Play').click();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-cell=trials]').textContent) >= 2,
    );
    await button(page, 'Pause').click();
    await page.waitForTimeout(500);
    const paused = await cell(page, 'bayes', 'trials');
    assert.ok(paused < 12, 'it was over before it was paused');
    await page.waitForTimeout(1700);
    assert.equal(await cell(page, 'bayes', 'trials'), paused);
    await field(page, 'combobox', 'Speed').selectOption('fast');
    await button(page, 'Play').click();
    await page.getByText('Finished: 12 of 12 trials.').waitFor();
    for (const strategy of ['bayes', 'random', 'grid']) {
      assert.equal(await cell(page, strategy, 'trials'), 12);
    }
    assert.ok(await button(page, 'Step').isDisabled());
    await button(page, 'Reset').click();
    await saysTrials(page, 0);
  }));

test('steps that are asked for while it computes are done', () =>
  visit(async (page) => {
    await button(page, 'Reset').click();
    for (let click = 0; click < 3; click++) await button(page, 'Step').click();
    await saysTrials(page, 3);
  }));

test('settings that make no search are explained', () =>
  visit(async (page) => {
    await field(page, 'spinbutton', 'Trials').fill('1');
    await field(page, 'spinbutton', 'Seed').focus();
    await page.getByText('Trials are a whole number from 4 to 100.').waitFor();
    assert.ok(await button(page, 'Play').isDisabled());
  }));

test('every function is searched, with noise too', () =>
  visit(async (page) => {
    await field(page, 'checkbox', 'Noise').check();
    const names = await field(page, 'combobox', 'Function').locator('option').allTextContents();
    assert.ok(names.length >= 4);
    for (const name of names) {
      await field(page, 'combobox', 'Function').selectOption(name);
      await saysTrials(page, 0);
      for (let step = 1; step <= 5; step++) {
        await button(page, 'Step').click();
        await saysTrials(page, step);
      }
      assert.ok(colorsOf(await pixels(page, 'mean')) > 10, name);
    }
  }));

test('can be used by keyboard, and says in words what it shows', () =>
  visit(async (page) => {
    const unnamed = await page
      .locator('.playground')
      .locator('input, select, button, [role=img], canvas')
      .evaluateAll((elements) =>
        elements
          .filter((element) => {
            const inside = element.closest('[role=img]');
            const labels = [...(element.labels ?? [])].map((label) => label.textContent);
            const own = element.getAttribute('aria-label') ?? inside?.getAttribute('aria-label');
            return `${labels.join('')}${own ?? ''}${element.textContent}`.trim() === '';
          })
          .map((element) => element.outerHTML),
      );
    assert.deepEqual(unnamed, []);
    await field(page, 'combobox', 'Speed').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Step');
    await page.keyboard.press('Enter');
    await saysTrials(page, 1);
    const map = page.getByRole('img', { name: /with 1 trials? of bayes/ });
    assert.match(await map.getAttribute('aria-label'), /Trial 2 comes next, at x1/);
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`fits a phone of 390 pixels, ${colorScheme}`, () =>
    visit(
      async (page) => {
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.equal(width, 390);
        assert.ok(await button(page, 'Play').isVisible());
        const isDark = await page.evaluate(() => document.documentElement.matches('.dark'));
        assert.equal(isDark, colorScheme === 'dark');
      },
      { viewport: { width: 390, height: 844 }, isMobile: true, colorScheme },
    ));
}
