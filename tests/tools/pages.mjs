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

/// One page of each kind: every page of the first level, and the first and the last below each folder.
export function kinds(folder) {
  const groups = new Map();
  for (const path of pages(folder)) {
    const parts = path.split('/').filter(Boolean);
    const depth = parts.length;
    const key = depth <= 1 ? path : `${parts[0]} ${depth} ${depth > 2 && parts[0] !== 'answers' ? parts[1] : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  const ends = [...groups.values()].flatMap((paths) => [paths[0], paths.at(-1)]);
  return [...new Set(ends)].sort();
}
