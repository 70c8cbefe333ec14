// Opens reports of filled questionnaires from the disk: nothing is asked of any host, no text of a stranger becomes
// markup, axe-core is content, and decisions are saved as the JSON beside them, changed in nothing else.
//
// filling_report.mjs FOLDER [FOLDER FOR PICTURES]

import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { launch, reader } from './pages.mjs';

const [folder, pictures] = process.argv.slice(2);
const tools = process.env.TRUST_TEST_TOOLS;
const require = createRequire(join(tools, 'npm', 'package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const findings = [];
const need = (holds, what) => holds || findings.push(what);
const browser = await launch(tools);
const files = readdirSync(folder).filter((file) => file.endsWith('.html')).sort();
const address = (file) => pathToFileURL(resolve(folder, file)).href;

/// Opens a report; whatever it asks for besides itself is a finding.
async function open(file, options) {
  const page = await reader(browser, findings, options);
  page.context().on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) findings.push(`${file}: asks for ${request.url()}`);
  });
  await page.goto(address(file), { waitUntil: 'load' });
  return page;
}

async function audit(file) {
  for (const [width, colorScheme] of [[320, 'light'], [1280, 'dark']]) {
    const page = await open(file, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
    await page.addScriptTag({ content: axe });
    await page.evaluate(() => document.querySelectorAll('details').forEach((own) => (own.open = true)));
    const { violations, wide } = await page.evaluate(async () => {
      const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
      const root = document.documentElement;
      return { violations: result.violations, wide: root.scrollWidth - root.clientWidth };
    });
    for (const own of violations) {
      findings.push(`${file} at ${width} px, ${colorScheme}: ${own.id} at ${own.nodes[0].html.slice(0, 200)} -- ${own.nodes[0].failureSummary}`);
    }
    need(wide <= 0, `${file} at ${width} px: ${wide} px wider than the screen`);
    await page.context().close();
  }
}

/// No text has become an element, an attribute or a script.
async function untouched(file) {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(file, { javaScriptEnabled });
    need(/: report$/.test(await page.title()), `${file}: its title is ${await page.title()}`);
    const counts = await page.locator('img, iframe, object, script:not(#report):not(:last-of-type), [onerror], [onmouseover], [href^="javascript"]').count();
    need(counts === 0, `${file}: ${counts} elements that a text has made`);
    const rows = JSON.parse(readFileSync(join(folder, file.replace('.html', '.json')), 'utf8')).rows;
    need((await page.locator('article.row').count()) === rows.length, `${file}: not ${rows.length} rows`);
    const bar = page.locator('#bar:visible');
    const isOffered = rows.some((row) => row.answer !== null || row.alternatives.length > 0);
    need((await bar.count()) === (javaScriptEnabled && isOffered ? 1 : 0), `${file}: the bar with scripts ${javaScriptEnabled}`);
    await page.context().close();
  }
}

async function saved(page) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  need(download.suggestedFilename() === 'acme-filled.report.json', `saved as ${download.suggestedFilename()}`);
  return readFileSync(await download.path(), 'utf8');
}

async function decide(file) {
  const text = readFileSync(join(folder, file.replace('.html', '.json')), 'utf8');
  const page = await open(file, { acceptDownloads: true });
  need((await saved(page)) === text, `${file}: saving without a decision changes something`);
  const report = JSON.parse(text);
  const waiting = () => page.locator('article.review:not(.chosen)').count();
  const before = await waiting();
  need(before === report.rows.filter((row) => row.outcome === 'review').length, `${file}: ${before} rows to decide`);
  const [one, two, three] = report.rows.flatMap((row, at) => (row.outcome === 'review' && row.alternatives.length > 0 && row.answer ? [at] : []));
  await page.locator(`#r${one} input[value=accept]`).check();
  await page.locator(`#r${two} input[value^="="]`).first().check();
  await page.locator(`#r${three} input[value=blank]`).check();
  need((await waiting()) === before - 3, `${file}: the rest is not counted`);
  need((await page.locator(`#r${one} .state`).innerText()) === 'Chosen', `${file}: a row does not say that it is decided`);
  need((await page.locator('#left').innerText()).includes(`${before - 3} left`), `${file}: the bar does not say what is left`);
  await page.click('#go');
  const focused = await page.evaluate(() => document.activeElement.closest('article.review:not(.chosen)') !== null);
  need(focused, `${file}: the way to the next row leads elsewhere`);
  report.rows[one].decision = 'accept';
  report.rows[two].decision = { answer: report.rows[two].alternatives[0].answer };
  report.rows[three].decision = 'blank';
  need((await saved(page)) === `${JSON.stringify(report, null, 2)}\n`, `${file}: decisions are saved as something else`);
  await page.context().close();
}

async function filter(file) {
  const page = await open(file, { javaScriptEnabled: false });
  for (const kind of ['review', 'none', 'fill']) {
    await page.click(`.filters [href="#only-${kind}"]`);
    const shown = await page.locator('article.row:visible').count();
    const wanted = await page.locator(`article.row.${kind}`).count();
    need(shown === wanted && wanted > 0, `${file}: ${shown} rows are shown as ${kind}, not ${wanted}`);
  }
  await page.click('.filters [href="#all"]');
  need((await page.locator('article.row:visible').count()) === (await page.locator('article.row').count()), `${file}: not all rows are shown`);
  await page.context().close();
}

async function look(file) {
  mkdirSync(pictures, { recursive: true });
  for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
    const page = await open(file, { viewport: { width, height: 900 }, colorScheme });
    const picture = (name) => join(pictures, `${file.replace('.report.html', '')}-${width}-${colorScheme}${name}.png`);
    await page.screenshot({ path: picture('') });
    if ((await page.locator('#r0').count()) > 0) await page.locator('#r0').scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById('r0')?.scrollIntoView());
    await page.screenshot({ path: picture('-rows') });
    await page.context().close();
  }
  const page = await open(file, {});
  await page.pdf({ path: join(pictures, `${file}.pdf`), format: 'A4', preferCSSPageSize: true });
  await page.context().close();
}

try {
  need(files.length > 0, 'there are no reports');
  for (const file of files) {
    await untouched(file);
    await audit(file);
    if (pictures) await look(file);
  }
  for (const file of ['sixty.report.html', 'hostile.report.html']) await decide(file);
  await filter('sixty.report.html');
} finally {
  await browser.close();
}
console.log([...new Set(findings)].slice(0, 40).join('\n'));
process.exit(findings.length > 0 ? 1 : 0);
