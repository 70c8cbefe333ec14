// Searches in portals as readers and attackers do, in headless Chromium.
//
// search.mjs table PORTAL TABLE      every query of the table finds its page first
// search.mjs walk PORTAL             keyboard, address, back button, failure, no scripts, axe-core
// search.mjs hostile PORTAL TEXTS    what is typed and what is found stay text
// search.mjs large PORTAL MOST QUERY...   several files: what the first search sends, in bytes of gzip, and how long a key takes
//
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { launch } from './pages.mjs';
import { serve } from './server.mjs';

const [mode, folder, ...rest] = process.argv.slice(2);
const tools = process.env.TRUST_TEST_TOOLS;
const findings = [];
let checks = 0;
const need = (holds, what) => {
  checks += 1;
  if (!holds) findings.push(what);
};

const browser = await launch(tools);
const server = await serve(folder);

/// A page of a new reader, whose every fault is a finding; with `quiet` failed requests are expected.
async function reader(options = {}, quiet = false) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  context.on('console', (message) => {
    const isFault = ['error', 'warning'].includes(message.type());
    if (isFault && !(quiet && message.text().includes('Failed to load'))) findings.push(`the console says ${message.text()}`);
  });
  context.on('weberror', (error) => findings.push(String(error.error())));
  context.on('dialog', (dialog) => {
    findings.push(`a dialog says ${dialog.message()}`);
    dialog.dismiss();
  });
  return context.newPage();
}

const open = (page, path) => page.goto(server.home + path, { waitUntil: 'load' });
const settled = (page) => page.waitForSelector('#_found[aria-busy=false]', { state: 'attached' });
const status = (page) => page.textContent('#_search [role=status]');
const addresses = (page) => page.$$eval('#_found a', (links) => links.map((link) => link.getAttribute('href')));
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('href') ?? document.activeElement.id);

async function type(page, query) {
  await page.fill('#_query', query);
  await settled(page);
}

async function table() {
  const page = await reader();
  await open(page, 'search/');
  const lines = readFileSync(rest[0], 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  for (const line of lines) {
    const [query, expected] = line.split(' => ');
    await type(page, query);
    const [first] = await addresses(page);
    const isRight = expected === '-' ? first === undefined : first?.startsWith(expected);
    need(isRight, `"${query}" finds ${first} first, not ${expected}`);
    const said = await status(page);
    need(expected === '-' ? said.startsWith('Nothing found') : /\d/.test(said), `"${query}" is announced as "${said}"`);
  }
  await type(page, 'cek 03.1');
  const found = await addresses(page);
  need(found.includes('/caiq/mode-b/#cek-03-1'), `an id does not find the row of the questionnaire, but ${found}`);
  await type(page, 'encryption rest');
  const first = await page.$eval('#_found a', (link) => link.innerHTML);
  need(first.includes('<mark>rest</mark>') && first.includes('class="state yes">Yes'), `the first one is ${first}`);
}

async function keys() {
  const page = await reader();
  await open(page, '');
  await page.keyboard.press('/');
  need(await focused(page) === '_query', `"/" leads to ${await focused(page)}`);
  await page.keyboard.type('tls/ssl');
  await settled(page);
  need(await page.inputValue('#_query') === 'tls/ssl', 'a slash cannot be typed');
  await page.keyboard.press('Escape');
  await settled(page);
  need(await page.inputValue('#_query') === '' && (await addresses(page)).length === 0, 'Escape does not clear the search');
  await page.keyboard.type('backups');
  await settled(page);
  const [first, second] = await addresses(page);
  const walk = [['ArrowDown', first], ['ArrowDown', second], ['ArrowUp', first], ['ArrowUp', '_query'], ['ArrowUp', '_query']];
  for (const [key, expected] of walk) {
    await page.keyboard.press(key);
    need(await focused(page) === expected, `${key} leads to ${await focused(page)}, not ${expected}`);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith(first));
  await page.goBack({ waitUntil: 'load' });
  await page.waitForSelector('#_found a');
  need(await page.inputValue('#_query') === 'backups', 'the query is lost on the way back');
  need((await addresses(page))[0] === first, 'the results are lost on the way back');
  await page.focus('#_query');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname.endsWith(second));
  await page.goBack();
  await page.waitForSelector('#_found a');
  await page.focus('#_found a');
  await page.keyboard.press('Escape');
  need(await focused(page) === '_query', 'Escape on a result does not lead back to the field');
}

async function byAddress() {
  const page = await reader();
  await open(page, 'search/?q=backup');
  await page.waitForSelector('#_found a');
  need(await page.inputValue('#_query') === 'backup', 'the address does not fill the field');
  await type(page, 'data');
  need(page.url().endsWith('?q=data'), `the address is ${page.url()}`);
  const before = (await addresses(page)).length;
  await page.click('#_search .more');
  await page.waitForFunction((count) => document.querySelectorAll('#_found a').length > count, before);
  const next = (await addresses(page))[before];
  need(await focused(page) === next, 'focus does not go to the first of the further results');
  await open(page, `search/?q=${encodeURIComponent('"><img src=x onerror=alert(1)><script>alert(1)</script>')}`);
  await settled(page);
  need(await page.evaluate(() => document.querySelectorAll('[onerror], main script').length) === 0, 'the address is taken for HTML');
}

async function withoutScripts() {
  const page = await reader({ javaScriptEnabled: false });
  await open(page, '');
  need(await page.isVisible('#_search a[href$="/search/"]'), 'the overview has no link to the index');
  need(await page.locator('input:visible').count() === 0, 'a field is shown that does nothing');
  await open(page, 'search/');
  const links = new Set(await page.$$eval('#index a', (all) => all.map((link) => link.getAttribute('href'))));
  const { topics } = JSON.parse(readFileSync(join(folder, 'api', 'answers.json'), 'utf8'));
  const { answers } = JSON.parse(readFileSync(join(folder, 'api', 'answers.json'), 'utf8'));
  need(answers.length > 0 && topics.length > 0, 'there are no answers to look for');
  for (const { url } of answers) need(links.has(new URL(url).pathname), `the index has no ${url}`);
  const { forms, kinds, entries } = JSON.parse(readFileSync(join(folder, 'search.json'), 'utf8'));
  for (const form of forms) {
    for (const [address] of form.pages) {
      for (const [id] of form.questions) {
        const row = `${address}#${id.toLowerCase().replace(/[^a-z0-9]/g, '-')}`;
        need(links.has(row), `the index has no ${row}`);
      }
    }
  }
  const isThere = (address) => links.has(address) || links.has(address.replace(/documents\/([^/#]+)\/$/, 'documents/#$1'));
  for (const [kind, , title, address] of entries) need(isThere(address), `the index has no ${kinds[kind]} ${title}`);
}

async function failure() {
  const page = await reader({}, true);
  await page.route('**/search.json', (route) => route.abort());
  await open(page, '');
  await page.fill('#_query', 'backup');
  await page.waitForSelector('#_search .failed:visible');
  need(await page.isVisible('#_search .failed a[href*="/search/#index"]'), 'a failure offers no index');
  await page.unroute('**/search.json');
  await type(page, 'backups');
  need((await addresses(page)).length > 0, 'the search does not recover from a failure');
  need(!(await page.isVisible('#_search .failed')), 'the failure stays on the page');
}

async function audit(colorScheme, width) {
  const page = await reader({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  const require = createRequire(join(tools, 'npm', 'package.json'));
  await page.addInitScript(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const query of ['data', 'cek', 'zzzz']) {
    await open(page, `search/?q=${query}`);
    await page.waitForFunction(() => /\d|Nothing/.test(document.querySelector('#_search [role=status]').textContent));
    const { violations, wide } = await page.evaluate(async () => ({
      violations: (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }));
    need(violations.length === 0, `results of "${query}", ${colorScheme}: ${violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`)}`);
    need(wide <= 0, `results of "${query}" are ${wide} px wider than ${width} px`);
  }
}

async function hostile() {
  const page = await reader();
  const texts = readFileSync(rest[0], 'utf8').split('\n').filter((line) => line && !line.startsWith('# '));
  await open(page, 'search/');
  const nodes = () => page.evaluate(() => document.querySelectorAll(
    'script, style, base, meta, iframe, img, svg, object, embed, form, [onerror], [onload], [onclick], [onfocus], [autofocus], a[href^="javascript" i], a[href^="data" i]',
  ).length);
  const before = await nodes();
  let found = 0;
  for (const text of [...texts, 'alert', 'script', 'onerror', 'h 4', 'evil example']) {
    await type(page, text);
    found += (await addresses(page)).length;
    need(await nodes() === before, `the search makes nodes of ${text}`);
    while (await page.isVisible('#_search .more') && ['alert', 'script'].includes(text)) {
      const count = (await addresses(page)).length;
      await page.click('#_search .more');
      await page.waitForFunction((shown) => document.querySelectorAll('#_found a').length > shown, count);
    }
    need(await nodes() === before, `the search makes nodes of what ${text} finds`);
  }
  need(found > texts.length, `only ${found} things are found`);
}

async function large() {
  const most = Number(rest[0]);
  const parts = readdirSync(join(folder, 'search')).filter((file) => file.endsWith('.json'));
  need(parts.length < 200, `the index has ${parts.length} files`);
  for (const query of rest.slice(1)) {
    const page = await reader();
    let sent = 0, files = 0;
    page.on('response', async (response) => {
      if (!response.url().endsWith('.json')) return;
      files += 1;
      sent += gzipSync(readFileSync(join(folder, new URL(response.url()).pathname.replace(new URL(server.home).pathname, '')))).length;
    });
    await open(page, 'search/');
    await type(page, query);
    const count = (await addresses(page)).length;
    need(count > 0, `"${query}" finds nothing`);
    need(sent <= most, `the first search for "${query}" sends ${sent} bytes, more than ${most}`);
    const said = `"${query}": ${files} files with ${sent} bytes of gzip`;
    const [first, again] = await timed(page, query);
    console.log(`${said}; a key takes ${first} ms, again ${again} ms`);
    await page.context().close();
  }
  const page = await reader({}, true);
  await page.route('**/search/*-*.json', (route) => route.abort());
  await open(page, 'search/');
  await page.fill('#_query', rest[1]);
  if (parts.length > 0) await page.waitForSelector('#_search .failed:visible');
  need(parts.length === 0 || await page.isVisible('#_search .failed'), 'a missing part of the index is not told');
}

/// Types a query letter by letter and measures each key until the results stand in the page, in ms: the first time,
/// files that come from this machine included, and again.
function timed(page, query) {
  return page.evaluate(async (text) => {
    const input = document.querySelector('#_query'), list = document.querySelector('#_found');
    const key = (value) => new Promise((resolve) => {
      const start = performance.now();
      new MutationObserver((_, observer) => {
        if (list.getAttribute('aria-busy') !== 'false') return;
        observer.disconnect();
        resolve(performance.now() - start);
      }).observe(list, { attributes: true });
      input.value = value;
      input.dispatchEvent(new Event('input'));
    });
    const round = (time) => Math.round(time * 10) / 10;
    const runs = [];
    for (let run = 0; run < 2; run += 1) {
      await key('');
      const times = [];
      for (let at = 1; at <= text.length; at += 1) times.push(await key(text.slice(0, at)));
      times.sort((a, b) => a - b);
      runs.push(`${round(times[Math.floor(times.length / 2)])} (at most ${round(times.at(-1))})`);
    }
    return runs;
  }, query);
}

const walk = async () => {
  await keys();
  await byAddress();
  await withoutScripts();
  await failure();
  for (const scheme of ['light', 'dark']) for (const width of [360, 1280]) await audit(scheme, width);
};

try {
  await { table, walk, hostile, large }[mode]();
} finally {
  await browser.close();
  server.close();
}
if (checks === 0) findings.push('nothing was checked');
for (const finding of [...new Set(findings)].slice(0, 60)) console.log(finding);
console.log(`${findings.length} findings in ${checks} checks`);
process.exit(findings.length > 0 ? 1 : 0);
