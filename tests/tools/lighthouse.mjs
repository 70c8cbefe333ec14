// Audits portals with Lighthouse on a simulated phone: 100 in accessibility, best practices and search engine
// optimisation on the overview, a topic, an answer, the register and a questionnaire of each, and no page heavier than
// it may be.
//
// lighthouse.mjs [--speed] PORTAL...
//
// With --speed, performance has to be 100 too: the best of three runs, for what else the machine does counts into it.
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { kinds } from './pages.mjs';
import { serve } from './server.mjs';

const tools = process.env.TRUST_TEST_TOOLS;
const require = createRequire(join(tools, 'npm', 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { default: lighthouse } = await load('lighthouse');
const { launch } = await load('chrome-launcher');

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
/// The most that one page may send, everything that it asks for included, compressed.
const MOST_KIB = 40;
const speed = process.argv.includes('--speed');
const held = speed ? CATEGORIES : CATEGORIES.slice(1);

/// The pages that are audited: one of each kind that matters most.
function audited(folder) {
  const all = kinds(folder).filter((path) => !path.endsWith('.html'));
  const wanted = [/^$/, /^answers\/[^/]+\/$/, /^answers\/[^/]+\/[^/]+\/$/, /^subprocessors\/$/, /^(caiq|sig|mvsp)\/$/, /^changes\/$/];
  return wanted.map((pattern) => all.find((path) => pattern.test(path))).filter((path) => path !== undefined);
}

async function audit(url, port) {
  let best;
  for (let run = 0; run < (speed ? 3 : 1) && best?.categories.performance.score !== 1; run += 1) {
    const { lhr } = await lighthouse(url, { port, onlyCategories: CATEGORIES, logLevel: 'error' });
    if (!best || lhr.categories.performance.score > best.categories.performance.score) best = lhr;
  }
  return best;
}

/// What a category was marked down for.
function faults(lhr, category) {
  const weighed = lhr.categories[category].auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9);
  return weighed.map(({ id }) => id).join(', ');
}

const findings = [];
let audits = 0;
const chrome = await launch({
  chromePath: join(tools, 'bin', 'chromium'),
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const folder of process.argv.slice(2).filter((argument) => argument !== '--speed')) {
    const server = await serve(folder, true);
    for (const path of audited(folder)) {
      const lhr = await audit(server.home + path, chrome.port);
      audits += 1;
      const place = `${basename(folder)}/${path}`;
      const scores = CATEGORIES.map((category) => Math.round((lhr.categories[category].score ?? 0) * 100));
      for (const category of held) {
        const score = scores[CATEGORIES.indexOf(category)];
        if (score < 100) findings.push(`${place}: ${category} ${score}: ${faults(lhr, category)}`);
      }
      const requests = lhr.audits['network-requests'].details.items;
      const sent = requests.reduce((sum, { transferSize }) => sum + (transferSize ?? 0), 0) / 1024;
      if (sent > MOST_KIB) findings.push(`${place}: sends ${sent.toFixed(1)} KiB`);
      console.log(`${place}: ${scores.join(' ')}, ${requests.length} requests, ${sent.toFixed(1)} KiB, shown after ${Math.round(lhr.audits['largest-contentful-paint'].numericValue)} ms`);
    }
    server.close();
  }
} finally {
  chrome.kill();
}
if (audits === 0) findings.push('nothing was audited');
for (const finding of findings) console.log(finding);
console.log(`${findings.length} findings in ${audits} audits (${CATEGORIES.join(', ')})`);
process.exit(findings.length > 0 ? 1 : 0);
