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

/// All pages of a portal as paths, without `index.html`, sorted.
export function pages(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => file.replaceAll('\\', '/'));
  return files.filter((file) => file.endsWith('.html')).map((file) => file.replace(/(^|\/)index\.html$/, '$1')).sort();
}

/// One page of each kind: every page of the first level, and the first below each folder; the last too when `ends`.
export function kinds(folder, ends) {
  const groups = new Map();
  for (const path of pages(folder)) {
    const [first, second, ...rest] = path.split('/').filter(Boolean);
    // Answers are of one kind in every topic; below other folders, as `/subprocessors/notices/`, each has its own.
    const kind = rest.length === 0 ? `${first} 2` : `${first} ${first === 'answers' ? '' : second} 3`;
    const key = second === undefined ? path : kind;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const chosen = [...groups.values()].flatMap((paths) => (ends ? [paths[0], paths.at(-1)] : [paths[0]]));
  return [...new Set(chosen)].sort();
}
