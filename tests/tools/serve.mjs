// Runs `trust serve` and edits a project under the eyes of headless Chromium: reloads, styles, the list of problems.
//
// serve.mjs TRUST PROJECT DAY
//
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { launch } from './pages.mjs';

const tools = process.env.TRUST_TEST_TOOLS;
const require = createRequire(join(tools, 'npm', 'package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [program, project, day] = process.argv.slice(2);
const pictures = process.env.TRUST_PICTURES;

const answers = join(project, 'answers', 'encryption.yaml');
const good = readFileSync(answers, 'utf8');
const TIME = 60_000;
const complaints = [];
let server;

function start(port) {
  server = spawn(program, ['serve', '--port', String(port), '--as-of', day, '--project', project], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (data) => {
      said += data;
      const found = said.match(/preview at http:\/\/127\.0\.0\.1:(\d+)\//);
      if (found) resolve(Number(found[1]));
    });
    server.on('exit', () => reject(new Error(`trust serve ended: ${said}`)));
  });
}

function stop() {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  return ended;
}

const save = (text) => writeFileSync(answers, text);
const say = (words) => save(good.replace('Databases, attachments', words));

/// What the preview's shadow tree shows.
const shown = (page) => page.evaluate(() => {
  const root = document.querySelector('trust-preview').shadowRoot;
  const [list, count, gone] = ['section', '.count', '.gone'].map((name) => root.querySelector(name));
  return {
    open: !list.hidden, role: list.getAttribute('role'), text: list.innerText, marks: list.querySelectorAll('b').length,
    count: count.hidden ? '' : count.textContent, expanded: count.getAttribute('aria-expanded'), gone: !gone.hidden,
    focused: root.activeElement?.tagName, name: root.getElementById('title')?.textContent,
  };
});
async function until(page, what, test) {
  const from = Date.now();
  for (;;) {
    // While a page is loaded again there is nothing to look at.
    const now = await shown(page).catch(() => null);
    if (now && test(now)) return now;
    if (Date.now() - from > TIME) assert.fail(`${what}: ${JSON.stringify(now)}`);
    await page.waitForTimeout(30);
  }
}

/// Audits the page, and takes its picture where TRUST_PICTURES says so.
async function audit(page, where) {
  const before = complaints.length;
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.map((one) => [one.id, one.nodes[0].html]), [], where);
  if (pictures) await page.screenshot({ path: join(pictures, `${where.replaceAll(/[ ,]+/g, '-')}.png`) });
  // The auditor and the camera put styles of their own into the page, against its policy.
  complaints.splice(before);
}

function listen(page) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
}

const marked = (page) => page.evaluate(() => globalThis.mark === true).catch(() => false);
const mark = (page) => page.evaluate(() => { globalThis.mark = true; });

async function check(browser, port) {
  const home = `http://127.0.0.1:${port}/`;
  const context = await browser.newContext({ viewport: { width: 900, height: 500 }, bypassCSP: false, reducedMotion: 'reduce' });
  const [page, second, other] = [await context.newPage(), await context.newPage(), await context.newPage()];
  for (const one of [page, second, other]) listen(one);
  for (const one of [page, second]) await one.goto(`${home}answers/encryption/`);
  await other.goto(`${home}compliance/`);

  // A save loads the pages that it changes, where they stand; others stay as they are.
  for (const one of [page, second, other]) await mark(one);
  await page.evaluate(() => window.scrollTo(0, 300));
  await page.waitForTimeout(100);
  say('CHANGED DATABASES');
  for (const one of [page, second]) await one.getByText('CHANGED DATABASES').first().waitFor({ timeout: TIME });
  assert.equal(await marked(page), false);
  assert.equal(await marked(other), true);
  await page.waitForFunction(() => window.scrollY === 300, null, { timeout: TIME });

  // A stylesheet is changed without loading the page again.
  await mark(page);
  const theme = join(project, 'themes', 'default');
  mkdirSync(theme, { recursive: true });
  writeFileSync(join(theme, 'style.css'), 'body { background: rgb(1, 2, 3); }\n');
  const dyed = () => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)';
  for (const one of [page, other]) await one.waitForFunction(dyed, null, { timeout: TIME });
  assert.equal(await marked(page), true);
  rmSync(theme, { recursive: true });
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor !== 'rgb(1, 2, 3)', null, { timeout: TIME });

  // A build that fails is told in every page, with the last good site behind it.
  save(good.replace('response: yes', 'response: "<b>maybe</b>"'));
  for (const one of [page, other]) {
    const now = await until(one, 'errors are listed', (now) => now.open);
    assert.match(now.text, /answers\/encryption\.yaml:\d+:\d+/);
    assert.match(now.text, /`<b>maybe<\/b>` is not a response/);
    assert.match(now.text, /one of: yes/);
    assert.deepEqual([now.role, now.marks, now.count, now.focused], ['alertdialog', 0, '1 error', 'SECTION']);
    assert.match(now.name, /The last build failed/);
  }
  assert.equal(await page.getByText('CHANGED DATABASES').count() > 0, true);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await audit(page, `errors, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });

  // It is closed by keyboard, stays closed on other pages, and opens again.
  await page.keyboard.press('Escape');
  await until(page, 'Escape closes it', (now) => !now.open && now.count === '1 error' && now.expanded === 'false');
  await page.goto(`${home}documents/`);
  await until(page, 'it stays closed', (now) => !now.open && now.count === '1 error');
  await page.locator('trust-preview .count').click();
  await until(page, 'it opens again', (now) => now.open && now.expanded === 'true');
  await page.locator('trust-preview .close').click();
  await page.goto(`${home}answers/encryption/`);
  save(good);
  for (const one of [page, other]) await until(one, 'errors are gone', (now) => !now.open && now.count === '');

  // Warnings are counted, and listed when they are asked for.
  const facts = join(project, 'content', 'facts.yaml');
  const known = readFileSync(facts, 'utf8');
  writeFileSync(facts, `${known}\nunused_here: nothing reads this\n`);
  await until(page, 'warnings are counted', (now) => now.count === '1 warning' && !now.open);
  await page.locator('trust-preview .count').click();
  const now = await until(page, 'warnings are listed', (now) => now.open);
  assert.equal(now.role, 'dialog');
  await audit(page, 'warnings');
  writeFileSync(facts, known);
  await until(page, 'warnings are gone', (now) => now.count === '');
  assert.deepEqual(complaints.splice(0), []);

  // A server that is started again is found again; what changed meanwhile is loaded.
  await stop();
  await until(page, 'the end is told', (now) => now.gone);
  say('RESTARTED DATABASES');
  assert.equal(await start(port), port);
  await page.getByText('RESTARTED DATABASES').first().waitFor({ timeout: TIME });
  // Requests in vain are complaints of the browser's.
  const [in_vain, others] = [complaints.filter((one) => one.includes('ERR_')), complaints.filter((one) => !one.includes('ERR_'))];
  assert.equal(in_vain.length > 0, true);
  assert.deepEqual(others, []);
  await stop();
  await context.close();

  // A first build that fails has a page of its own, readable without scripts, that goes when it is mended.
  save('topic: [');
  const again = await start(0);
  for (const javaScriptEnabled of [false, true]) {
    const plain = await browser.newContext({ javaScriptEnabled, reducedMotion: 'reduce' });
    const first = await plain.newPage();
    await first.goto(`http://127.0.0.1:${again}/answers/`);
    await first.getByText(/answers\/encryption\.yaml:\d+:\d+/).waitFor({ timeout: TIME });
    if (javaScriptEnabled) {
      for (const colorScheme of ['light', 'dark']) {
        await first.emulateMedia({ colorScheme });
        await audit(first, `the first build, ${colorScheme}`);
      }
      save(good);
      await first.getByRole('heading', { name: 'Answers', level: 1 }).waitFor({ timeout: TIME });
    }
    await plain.close();
  }
  await stop();
}

const browser = await launch(tools);
try {
  await check(browser, await start(0));
} finally {
  server.kill('SIGKILL');
  await browser.close();
}
