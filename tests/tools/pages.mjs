// Chromium as the tests start it, and one page of each kind of a portal.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/// Starts Chromium without a window and without talking to anybody. Playwright makes a new profile and removes it.
export function launch(tools) {
  const require = createRequire(join(tools, 'npm', 'package.json'));
  const { chromium } = require('playwright-core');
  return chromium.launch({
    executablePath: join(tools, 'bin', 'chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/// A page of a new reader, whose every fault is a finding.
export async function reader(browser, findings, options = {}) {
  const context = await browser.newContext({ serviceWorkers: 'block', ...options });
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) findings.push(`${message.page().url()}: the console says ${message.text()}`);
  });
  context.on('weberror', (error) => findings.push(String(error.error())));
  context.on('dialog', (dialog) => {
    findings.push(`a dialog says ${dialog.message()}`);
    dialog.dismiss();
  });
  // What fails shall say so at once.
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

/// Clicks on a link and waits until the page that it leads to is there with its scripts.
export async function follow(page, link) {
  const before = page.url();
  await page.click(link);
  await page.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
}

/// All pages of a portal as paths, without `index.html`, sorted.
export function pages(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
  return files.filter((file) => file.endsWith('.html')).map((file) => file.replace(/(^|\/)index\.html$/, '$1')).sort();
}

/// One page of each kind: every page of the first level, and the first below each folder.
export function kinds(folder) {
  const first = new Map();
  for (const path of pages(folder)) {
    const [top, second, ...rest] = path.split('/').filter(Boolean);
    // Answers are of one kind in every topic; below other folders, as `/subprocessors/notices/`, each has its own.
    const below = rest.length === 0 ? `${top} 2` : `${top} ${top === 'answers' ? '' : second} 3`;
    const kind = second === undefined ? path : below;
    if (!first.has(kind)) first.set(kind, path);
  }
  return [...first.values()];
}
