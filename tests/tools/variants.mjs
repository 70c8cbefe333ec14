// Uses what the script of the default theme adds, in headless Chromium: the switch of variants, by hand and by address,
// its way through links and the back button, copying, and what is left of it without scripts.
//
// variants.mjs PORTAL (built from the sample project)
//
// TRUST_TEST_TOOLS is the folder of scripts/test-tools.

import { launch } from './pages.mjs';
import { serve } from './server.mjs';

const browser = await launch(process.env.TRUST_TEST_TOOLS);
const portal = await serve(process.argv[2]);
const findings = [];
const is = (what, found, wanted) => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) findings.push(`${what}: ${a} instead of ${b}`);
};
const answer = 'answers/encryption/encryption-at-rest/';

const context = await browser.newContext();
await context.grantPermissions(['clipboard-read', 'clipboard-write']);
const page = await context.newPage();
page.on('pageerror', (error) => findings.push(`a script fails: ${error}`));
const open = (path) => page.goto(portal.home + path, { waitUntil: 'load' });
const path = () => page.url().replace(portal.home, '');
const shown = () => page.$$eval('.statement:not([hidden])', (all) => all.map((own) => own.dataset.variants ?? 'all'));
const status = () => page.textContent('.switch [role=status]');

// By hand, with the back button.
await open(answer);
is('all variants at first', await shown(), ['mode-a', 'mode-b']);
await page.click('.switch >> text=Mode B');
is('the address of a variant', path(), `${answer}?variant=mode-b`);
is('one variant', await shown(), ['mode-b']);
is('what is hidden is said', (await status()).includes('Mode B'), true);
await page.click('.steps [rel=next]');
is('the next answer', path(), 'answers/encryption/encryption-in-transit/?variant=mode-b');
await page.goBack();
is('back to the variant', await shown(), ['mode-b']);
await page.goBack();
is('back to all', [path(), await shown(), await status()], [answer, ['mode-a', 'mode-b'], '']);
await page.goForward();
is('forward to the variant', await shown(), ['mode-b']);

// Copying.
const copied = async (button) => {
  await page.click(`.actions >> text=${button}`);
  await page.waitForFunction(() => document.querySelector('.actions [role=status]').textContent);
  return page.evaluate(() => navigator.clipboard.readText());
};
const link = `https://trust.acme.example/${answer}?variant=mode-b`;
is('a copied link', await copied('Copy link'), link);
const lines = (await copied('Copy answer')).split('\n');
is('a copied answer', [lines[0], lines[2], lines[4]], ['Is our data encrypted at rest, backups included?', 'Mode B', 'Yes']);
is('its end', [/^Reviewed \d/.test(lines.at(-2)), lines.at(-1)], [true, link]);

// Through questionnaires, which have a page for each variant.
await page.click('header nav >> text=Questionnaires');
await page.click('#questionnaires h3 a');
await page.click('h2 >> text=Mode A');
is('the page of a variant', path(), 'caiq/mode-a/?variant=mode-a');
await page.click('.switch >> text=Mode B');
is('the page of another', path(), 'caiq/mode-b/?variant=mode-b');
await page.click('header nav >> text=Answers');
is('onward', path(), 'answers/?variant=mode-b');

// By address.
await open(`${answer}?variant=no-such`);
is('an unknown variant', await shown(), ['mode-a', 'mode-b']);
await page.click('.crumbs >> nth=0 >> a >> nth=0');
is('an unknown variant goes nowhere', path(), 'answers/');
await open(`${answer}?variant=mode-b#mode-a`);
is('what the address points at', await shown(), ['mode-a', 'mode-b']);

// Without scripts.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(`${portal.home}${answer}?variant=mode-b`, { waitUntil: 'load' });
is('statements without scripts', await plain.locator('.statement:visible').count(), 2);
is('buttons without scripts', await plain.locator('button:visible, .switch:visible').count(), 0);

await browser.close();
portal.close();
for (const finding of findings) console.log(finding);
process.exit(findings.length > 0 ? 1 : 0);
