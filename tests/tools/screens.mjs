// Takes pictures of one page of each kind of a portal, for people to look at.
//
// screens.mjs PORTAL FOLDER

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { kinds, launch } from './pages.mjs';
import { serve } from './server.mjs';

const [portal, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const browser = await launch(process.env.TRUST_TEST_TOOLS);
const server = await serve(portal);
const name = (path) => path.replace(/\/$/, '').replaceAll('/', '_') || 'overview';
const paths = kinds(portal);
for (const width of [360, 768, 1440]) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    for (const path of paths) {
      await page.goto(server.home + path, { waitUntil: 'load' });
      const file = join(out, `${name(path)}-${width}-${colorScheme}.png`);
      // A page may be longer than a picture can be.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      const clip = { x: 0, y: 0, width, height: Math.min(height, 6000) };
      await page.screenshot({ path: file, fullPage: true, clip });
    }
    await context.close();
  }
}
const context = await browser.newContext();
const page = await context.newPage();
for (const path of paths) {
  await page.goto(server.home + path, { waitUntil: 'load' });
  await page.pdf({ path: join(out, `${name(path)}.pdf`), format: 'A4', preferCSSPageSize: true });
}
await browser.close();
server.close();
console.log(`${paths.length} pages in ${out}`);
