// Without scripts: everything is read, reached and downloaded, and nothing is shown that would need one.

import { kinds } from '../pages.mjs';

export async function read(tour) {
  const page = await tour.reader({ javaScriptEnabled: false });
  await reach(tour, page);
  await nothingIdle(tour, page);
  await files(tour, page);
}

/// The addresses of the links that are seen, below the portal.
const links = async (page, home) => {
  const all = await page.$$eval('a[href]', (every) => every
    .filter((own) => own.closest('details:not([open])') === null && own.checkVisibility()).map((own) => own.href));
  const here = page.url().split('#')[0];
  const below = all.map((href) => href.split('#')[0]).filter((href) => href.startsWith(home) && href !== here && href.endsWith('/'));
  return [...new Set(below)].map((href) => href.replace(home, ''));
};

/// Every answer is three clicks from the overview at most, and the index has them all.
async function reach({ json, home, site, open, need }, page) {
  const { answers } = json('api/answers.json');
  const wanted = answers.map(({ url }) => url.replace(site, ''));
  const clicks = new Map([['', 0]]);
  for (const [path, count] of clicks) {
    if (count === 3 || /^answers\/[^/]+\/[^/]+\/$/.test(path)) continue;
    if (count === 2 && wanted.every((one) => clicks.has(one))) break;
    await open(page, path);
    for (const next of await links(page, home)) if (!clicks.has(next)) clicks.set(next, count + 1);
  }
  for (const path of wanted) need(clicks.get(path) <= 3, `${path} is not reached from the overview in three clicks`);
  await open(page, 'search/');
  const listed = new Set(await page.$$eval('#index a', (all) => all.map((own) => own.href)));
  for (const path of wanted) need(listed.has(home + path), `the index lacks ${path}`);
  const [first] = wanted;
  await page.click(`#index a[href$="/${first}"]`);
  need(page.url() === home + first, `the index leads to ${page.url()}`);
}

/// No page shows what does nothing, and all statements stand on theirs.
async function nothingIdle({ folder, json, site, open, is, need }, page) {
  const idle = 'button, input, select, [role=status]:not(:empty), .switch[hidden], template, [aria-busy], [aria-live]';
  for (const path of kinds(folder)) {
    await open(page, path);
    const seen = await page.$$eval(idle, (all) => all.filter((own) => own.checkVisibility({ visibilityProperty: true })).map((own) => own.outerHTML.slice(0, 90)));
    is(`/${path} shows`, seen, []);
    const gaps = await page.$$eval('.switch[hidden], .actions, .hero #_search', (all) => all
      .filter((own) => own.checkVisibility() && own.getBoundingClientRect().height > 90).map((own) => own.className));
    is(`/${path} keeps room for`, gaps, []);
  }
  for (const { url, statements } of json('api/answers.json').answers.filter((own) => own.statements.length > 1)) {
    await open(page, `${url.replace(site, '')}?variant=${statements[0].variants[0]}`);
    const seen = await page.locator('.statement:visible').count();
    need(seen === statements.length, `${url} shows ${seen} of ${statements.length} statements`);
  }
}

/// Files are plain links.
async function files({ open, need, home }, page) {
  await open(page, '');
  const all = await page.$$eval('.files a', (every) => every.map((own) => own.href));
  need(all.length > 0, 'there are no files');
  for (const address of all) {
    const answer = await page.request.get(address);
    need(address.startsWith(home) && answer.status() === 200 && (await answer.body()).length > 100, `${address} is not there`);
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.files a[href$=".xlsx"]').first().click()]);
  need(await download.failure() === null, `${download.url()} is not downloaded`);
}
