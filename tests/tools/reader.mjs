// Reads portals as people do, in headless Chromium: with a mouse, by keyboard, on paper, in the dark, without scripts.
//
// reader.mjs PART PORTAL   a part is a file of tests/tools/reader
//
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { launch, reader } from './pages.mjs';
import { serve } from './server.mjs';

const [part, folder] = process.argv.slice(2);
const tools = process.env.TRUST_TEST_TOOLS;
const { read } = await import(`./reader/${part}.mjs`);

const findings = [];
let checks = 0;
const need = (holds, what) => {
  checks += 1;
  if (!holds) findings.push(what);
};
const browser = await launch(tools);
const server = await serve(folder);
try {
  await read({
    folder,
    tools,
    browser,
    home: server.home,
    site: server.site,
    need,
    is: (what, found, wanted) => {
      const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
      need(a === b, `${what}: ${a} instead of ${b}`);
    },
    /// A page of a new reader.
    reader: (options) => reader(browser, findings, options),
    /// Opens a page by its path below the portal.
    open: (page, path) => page.goto(server.home + path, { waitUntil: 'load' }),
    /// The path of a page below the portal, with what follows it.
    path: (page) => page.url().replace(server.home, ''),
    /// What the portal publishes as data.
    json: (path) => JSON.parse(readFileSync(join(folder, path), 'utf8')),
  });
} catch (error) {
  findings.push(error.stack);
} finally {
  await browser.close();
  server.close();
}
if (checks === 0) findings.push('nothing was checked');
for (const finding of [...new Set(findings)].slice(0, 60)) console.log(finding);
console.log(`${findings.length} findings in ${checks} checks`);
process.exit(findings.length > 0 ? 1 : 0);
