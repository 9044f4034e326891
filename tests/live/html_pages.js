// The pages of --html in headless Chromium, from their files: the line is dragged with the mouse and
// moved with the keyboard, and its numbers are those of the JSON report; in light and dark, wide and
// narrow, no page has an error, asks the network for anything, breaks its own policy, is wider than
// the window, or fails the rules of axe.
//
// usage: node html_pages.js GW NODE_MODULES [FOLDER FOR SCREENSHOTS]
'use strict';
const { execFileSync } = require('node:child_process');
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [gw, modules, shots] = process.argv.slice(2);
const load = (name) => require(path.resolve(modules, name));
const { chromium } = load('playwright-core');
const axe = load('axe-core').source;

const LOOKS = [['light', 1200], ['light', 375], ['dark', 1200], ['dark', 375]];
const HOSTILE = ['</script><script>document.title="broken"</script>',
  '"><img src=x onerror="document.title=1">', '\u202e\u0007&<!--', 'x'.repeat(400)];

// Bursts of a few busy keys, some of them markup, and an outage of one path.
function log() {
  const lines = [];
  for (let i = 0; i < 3000; ++i) {
    const key = i % 97 < 4 ? HOSTILE[i % 97] : '192.0.2.' + ((i * i) % (i % 5 ? 61 : 3));
    const second = Math.floor(i / 12) + (i % 3);
    const out = i % 4 === 0 && second > 90 && second < 130;
    const time = new Date(Date.UTC(2026, 10, 20, 12, 0, second, (i * 37) % 1000)).toISOString();
    lines.push(JSON.stringify({ time, method: 'GET', path: '/' + 'abcd'[i % 4] + '/x',
      status: out ? 503 : 200, client: key }));
  }
  return lines.join('\n') + '\n';
}

const percent = (part, whole) => {
  const tenths = Math.floor((part * 2000 + whole) / (whole * 2));
  if (part > 0 && tenths === 0) return '<0.1%';
  if (part < whole && tenths >= 1000) return '>99.9%';
  return (tenths / 10).toFixed(1) + '%';
};
const grouped = (number) => number.toLocaleString('en-US');

// Opens a page that must be silent; `then` gets it.
async function look(browser, file, [colorScheme, width], then) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const heard = [];
  page.on('console', (message) => heard.push('console: ' + message.text()));
  page.on('pageerror', (error) => heard.push('error: ' + error));
  page.on('dialog', (dialog) => { heard.push('dialog'); dialog.dismiss(); });
  page.on('request', (request) => {
    if (request.url() !== 'file://' + file) heard.push('request: ' + request.url());
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
  });
  await page.goto('file://' + file);
  const where = path.basename(file) + ', ' + colorScheme + ', ' + width + ' px';
  await then(page, where);
  assert.deepEqual(await page.evaluate(() => window.violations), [], where);
  assert.deepEqual(heard, [], where);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= width, where + ': ' + wide + ' px wide');
  const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(ground === 'rgb(255, 255, 255)', colorScheme === 'light', where);
  if (shots) await page.screenshot({ path: path.join(shots, where + '.png'), fullPage: true });
  await context.close();
}

async function accessible(page, where) {
  await page.locator('details').evaluateAll((all) => all.forEach((one) => { one.open = true; }));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  assert.deepEqual(found.violations.map((one) => one.id + ': ' +
    one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')), [], where);
}

// All that the page says of the limit where the line stands.
async function readings(page) {
  const text = (id) => page.locator('#' + id).textContent();
  const handle = page.locator('#handle');
  return {
    limit: await text('limit'), rejected: await text('requests'),
    share: await text('requests-of'), ok: await text('ok'), keys: await text('keys'),
    good: await text('good'), paste: await text('paste'),
    now: await handle.getAttribute('aria-valuenow'),
    says: await handle.getAttribute('aria-valuetext'),
  };
}

function expected(report, point) {
  const rate = point.limit + '/m';
  const share = percent(point.rejected, report.requests);
  return {
    limit: rate, rejected: grouped(point.rejected), share: share + ' of ' +
      grouped(report.requests), ok: grouped(point.rejected_successes), keys: grouped(point.keys),
    good: grouped(point.good_keys),
    paste: `rate_limit: {rate: ${rate}, burst: ${point.limit - 1}, key: client}`,
    now: String(point.limit),
    says: `${rate}: ${grouped(point.rejected)} (${share}) of the requests rejected, ` +
      `${grouped(point.good_keys)} (${percent(point.good_keys, report.good_keys)}) of the good keys`,
  };
}

// The report of every limit, as another run finds it.
async function drag(page, report, where) {
  const at = (limit) => report.points.find((point) => point.limit === limit);
  const last = report.points.length;
  const suggested = report.suggestion.limit;
  assert.deepEqual(await readings(page), expected(report, report.suggestion), where);
  const back = page.locator('#back');
  assert.equal(await back.isVisible(), false, where);

  const area = await page.locator('#tuning .area').boundingBox();
  const x = (limit) => area.x + area.width * Math.log(limit) / Math.log(last);
  await page.mouse.move(x(suggested), area.y + 100);
  await page.mouse.down();
  for (const limit of [12, 2, 5]) {
    await page.mouse.move(x(limit), area.y + 60, { steps: 4 });
    assert.deepEqual(await readings(page), expected(report, at(limit)), where + ', dragged');
  }
  await page.mouse.move(x(1) - 500, area.y + 60);
  assert.deepEqual(await readings(page), expected(report, at(1)), where + ', beyond the end');
  await page.mouse.up();
  await page.mouse.move(x(9), area.y + 60);
  assert.deepEqual(await readings(page), expected(report, at(1)), where + ', let go');

  const handle = page.locator('#handle');
  assert.equal(await handle.evaluate((one) => one === document.activeElement), true, where);
  let limit = 1;
  for (const [key, step] of [['ArrowRight', 1], ['ArrowUp', 1], ['ArrowRight', 1],
    ['ArrowLeft', -1], ['ArrowDown', -1], ['End', last], ['Home', -last]]) {
    await page.keyboard.press(key);
    limit = Math.min(Math.max(limit + step, 1), last);
    assert.deepEqual(await readings(page), expected(report, at(limit)), where + ', ' + key);
  }
  await page.keyboard.press('PageUp');
  assert.ok(Number(await handle.getAttribute('aria-valuenow')) > 1, where);
  await back.click();
  assert.deepEqual(await readings(page), expected(report, report.suggestion), where + ', back');
}

// What the page says of the chosen breaker, and how many pieces its band has.
async function chosen(page) {
  const text = (id) => page.locator('#' + id).textContent();
  return {
    rule: await text('rule'), spared: await text('spared'), lost: await text('lost'),
    opened: await text('opened'), met: await text('met'), paste: await text('paste'),
    pressed: await page.locator('#grid .pick[aria-pressed="true"]').getAttribute('data-at'),
    band: await page.locator('#ribbon .open').count(),
  };
}

// As the JSON report has it; the band is that of the group with the most failures.
function candidate(report, at, bands) {
  const one = report.candidates[at];
  const inARow = one.consecutive !== null;
  const window = inARow ? 0 : one.window_ns / 1e9;
  const rate = one.failure_rate_ppm / 10000 + '%';
  const length = window % 60 === 0 ? window / 60 + 'm' : window + 's';
  return {
    rule: inARow ? String(one.consecutive) : rate, spared: grouped(one.failures_avoided),
    lost: grouped(one.lost_successes), opened: grouped(one.opened),
    met: grouped(one.outages_met),
    paste: inARow ? `circuit_breaker: {consecutive_failures: ${one.consecutive}, open_for: 5s}`
      : `circuit_breaker: {failure_rate: ${rate}, window: ${length}, minimum_calls: 5, ` +
        'open_for: 5s}',
    pressed: String(at), band: bands[at],
  };
}

async function choose(page, report, where) {
  const same = (one) => one.consecutive === report.suggestion.consecutive &&
    one.failure_rate_ppm === report.suggestion.failure_rate_ppm &&
    one.window_ns === report.suggestion.window_ns;
  const start = report.candidates.findIndex(same);
  const bands = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent)
    .points.map((point) => point.band.filter((state, i) => i % 2 === 1 && state === 1).length));
  assert.ok(new Set(bands).size > 1, where + ': bands that differ');
  const check = async (at, what) =>
    assert.deepEqual(await chosen(page), candidate(report, at, bands), where + ', ' + what);
  await check(start, 'at first');
  assert.equal(await page.locator('#back').isVisible(), false, where);
  for (const at of [0, 9, 62, 64, 3]) {
    await page.locator('#grid .pick').nth(at).click();
    await check(at, 'clicked');
  }
  for (const [key, at] of [['ArrowRight', 4], ['ArrowDown', 11], ['ArrowLeft', 10], ['Home', 7],
    ['ArrowUp', 0], ['ArrowUp', 0], ['End', 6], ['ArrowRight', 6]]) {
    await page.keyboard.press(key);
    await check(at, key);
  }
  for (let row = 0; row < 12; ++row) await page.keyboard.press('ArrowDown');
  await check(67, 'the last one');
  await page.locator('#back').click();
  await check(start, 'back');
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gw-html-'));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const traffic = path.join(folder, 'a.jsonl');
    fs.writeFileSync(traffic, log());
    const run = (...words) => execFileSync(gw, [...words, traffic], { maxBuffer: 1 << 26 });
    const file = (name) => path.join(folder, name + '.html');
    const text = run('tune', 'limit', '--per', '1m', '--html', file('tune'), '--format', 'json');
    const most = Math.max(...JSON.parse(text).points.map((point) => point.limit));
    assert.ok(most > 12 && most < 100, 'every whole limit up to ' + most + ' is on the curve');
    const report = JSON.parse(run('tune', 'limit', '--per', '1m', '--format', 'json', '--limits',
      '1..' + most));
    run('replay', 'limit', '--rate', '10/m', '--burst', '5', '--group-by', '/{1}', '--html',
      file('replay'));
    run('replay', 'limit', '--like', 'nginx-delay', '--rate', '1/s', '--burst', '5', '--delay',
      '1', '--html', file('delay'));
    run('replay', 'breaker', '--consecutive', '5', '--open-for', '10s', '--group-by', '/{1}',
      '--html', file('breaker'));
    const breakers = ['tune', 'breaker', '--group-by', '/{1}', '--minimum-calls', '5',
      '--open-for', '5s', '--format', 'json'];
    const tuned = JSON.parse(run(...breakers, '--html', file('breakers')));
    assert.ok(tuned.suggestion !== null && tuned.candidates.length === 68);
    for (const looks of LOOKS) {
      await look(browser, file('breakers'), looks, async (page, where) => {
        await choose(page, tuned, where);
        await accessible(page, where);
      });
      await look(browser, file('tune'), looks, async (page, where) => {
        await drag(page, report, where);
        await accessible(page, where);
      });
      for (const name of ['replay', 'delay', 'breaker']) {
        await look(browser, file(name), looks, accessible);
      }
    }
    console.log('html: 5 pages in ' + LOOKS.length + ' looks, a line dragged over ' + most +
      ' limits');
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
