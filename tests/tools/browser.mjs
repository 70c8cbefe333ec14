// Opens portals in headless Chromium: no console error, no CSP violation, no request to another host, no axe-core
// violation, no page wider than the screen.
//
// browser.mjs PORTAL... (the first one in every size and colour scheme, the next two in every colour scheme)
//
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

import { kinds, launch } from './pages.mjs';
import { serve } from './server.mjs';

const tools = process.env.TRUST_TEST_TOOLS;
const require = createRequire(join(tools, 'npm', 'package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const findings = [];
const counts = { pages: 0, requests: 0, audits: 0, searches: 0 };
const browser = await launch(tools);

/// A context with every fault that the browser reports on its pages written down.
async function watched(portal, options) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  const host = new URL(portal.home).host;
  const place = (page) => `${portal.name}${page.url().replace(portal.home, '/')}`;
  context.on('request', (request) => {
    counts.requests += 1;
    const url = new URL(request.url());
    if (url.host !== host && url.protocol !== 'data:') findings.push(`${portal.name}: asks ${url.host} for ${url}`);
  });
  context.on('requestfailed', (request) => {
    // An icon that is still being fetched when the page is left is given up.
    const why = request.failure().errorText;
    if (why !== 'net::ERR_ABORTED') findings.push(`${portal.name}: ${request.url()} failed, ${why}`);
  });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      findings.push(`${place(message.page())}: the console says ${message.text()}`);
    }
  });
  context.on('weberror', (error) => findings.push(`${portal.name}: ${error.error()}`));
  context.on('dialog', (dialog) => {
    findings.push(`${portal.name}: a dialog says ${dialog.message()}`);
    dialog.dismiss();
  });
  return context;
}

/// Loads every page with and without scripts.
async function load(portal, javaScriptEnabled) {
  const context = await watched(portal, { javaScriptEnabled });
  if (javaScriptEnabled) {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy ${event.effectiveDirective} violated by ${event.blockedURI}`);
      });
    });
  }
  const page = await context.newPage();
  for (const path of portal.paths) {
    const answer = await page.goto(portal.home + path, { waitUntil: 'load' });
    counts.pages += 1;
    if (answer.status() !== 200) findings.push(`${portal.name}/${path}: status ${answer.status()}`);
    const policy = answer.headers()['content-security-policy'] ?? '';
    if (!policy.includes("default-src 'none'")) findings.push(`${portal.name}/${path}: sent with the policy ${policy}`);
  }
  await context.close();
}

/// Runs axe-core and measures the width in one size and one colour scheme.
async function audit(portal, width, colorScheme) {
  // The script of the auditor is ours, not the page's, so it may pass the policy here; load() holds the policy.
  const context = await watched(portal, { viewport: { width, height: 900 }, colorScheme, bypassCSP: true });
  await context.addInitScript(axe);
  const page = await context.newPage();
  for (const path of portal.paths) {
    await page.goto(portal.home + path, { waitUntil: 'load' });
    const { violations, wide, widest } = await page.evaluate(async () => {
      const root = document.documentElement;
      const result = await globalThis.axe.run(document, { resultTypes: ['violations'] });
      const beyond = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !element.closest('.wide, [tabindex="0"]'),
      );
      const wide = root.scrollWidth - root.clientWidth;
      return { violations: result.violations, wide, widest: beyond.at(-1)?.outerHTML.slice(0, 200) };
    });
    counts.audits += 1;
    const where = `${portal.name}/${path} at ${width} px, ${colorScheme}`;
    for (const violation of violations) {
      const nodes = violation.nodes.map((node) => node.html.slice(0, 160));
      const why = violation.nodes[0].failureSummary.replace(/\s+/g, ' ').slice(0, 300);
      findings.push(`${where}: ${violation.id} (${violation.impact}) in ${nodes.length} places: ${nodes[0]} -- ${why}`);
    }
    if (wide > 0) findings.push(`${where}: ${wide} px wider than the screen, as at ${widest}`);
  }
  await context.close();
}

/// Types into the search what people and attackers type.
async function search(portal) {
  const context = await watched(portal, {});
  const page = await context.newPage();
  const { answers } = JSON.parse(readFileSync(join(portal.folder, 'api', 'answers.json'), 'utf8'));
  const { question, url } = answers.at(-1);
  for (const path of ['', 'answers/']) {
    await page.goto(portal.home + path, { waitUntil: 'load' });
    const field = page.locator('input[type=search]').first();
    if ((await field.count()) === 0) continue;
    for (const query of ['"><img src=x onerror=alert(1)>', '<script>alert(1)</script>', 'zzzz-no-such-word']) {
      await field.fill(query);
      await page.waitForTimeout(200);
      counts.searches += 1;
      const planted = await page.evaluate(() => document.querySelectorAll('[onerror], main script').length);
      if (planted > 0) findings.push(`${portal.name}/${path}: the search put ${query} into the page`);
    }
    await field.fill(question);
    const found = page.locator(`a[href$="${new URL(url).pathname}"]:visible`).first();
    const isFound = await found.waitFor({ timeout: 3000 }).then(() => true, () => false);
    if (!isFound) findings.push(`${portal.name}/${path}: the search for "${question}" does not find ${url}`);
  }
  await context.close();
}

async function check(folder, place) {
  const server = await serve(folder);
  const portal = { ...server, folder, name: basename(folder), paths: kinds(folder) };
  await Promise.all([load(portal, false), load(portal, true)]);
  await search(portal);
  const widths = place === 0 ? [360, 1280] : [360];
  const schemes = place <= 2 ? ['light', 'dark'] : ['light'];
  for (const width of widths) await Promise.all(schemes.map((scheme) => audit(portal, width, scheme)));
  server.close();
}

try {
  for (const [at, folder] of process.argv.slice(2).entries()) await check(folder, at);
} finally {
  await browser.close();
}
for (const [what, count] of Object.entries(counts)) {
  if (count === 0) findings.push(`no ${what} were made, so nothing was checked`);
}
for (const finding of [...new Set(findings)].slice(0, 60)) console.log(finding);
console.log(`${findings.length} findings in ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}`);
process.exit(findings.length > 0 ? 1 : 0);
