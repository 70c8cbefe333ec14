// The same pages in other languages: a switch that leads to the same page, with and without scripts.

import { kinds } from '../pages.mjs';

export async function read(tour) {
  const { folder } = tour;
  const own = kinds(folder).filter((path) => !path.startsWith('de/') && !path.endsWith('.html'));
  await there(tour, own, true);
  await there(tour, own.filter((_, at) => at % 2 === 0), false);
  await search(tour);
}

const alternates = (page) => page.$$eval('link[rel=alternate][hreflang]', (all) => all.map((link) => [link.hreflang, link.href]).sort());

/// To the same page in German and back.
async function there({ reader, open, path, is, need, site }, paths, javaScriptEnabled) {
  const page = await reader({ javaScriptEnabled });
  const how = javaScriptEnabled ? '' : ' without scripts';
  for (const where of paths) {
    await open(page, where);
    is(`/${where}${how}: the language`, await page.getAttribute('html', 'lang'), 'en');
    const known = await alternates(page);
    is(`/${where}${how}: the alternates`, known, [['de', `${site}de/${where}`], ['en', site + where], ['x-default', site + where]]);
    const link = page.locator('.languages a[hreflang=de]');
    is(`/${where}${how}: the link`, [await link.getAttribute('lang'), await link.textContent()], ['de', 'Deutsch']);
    await link.click();
    is(`/${where}${how} in German`, [path(page), await page.getAttribute('html', 'lang')], [`de/${where}`, 'de']);
    is(`/de/${where}${how}: the alternates`, await alternates(page), known);
    is(`/de/${where}${how}: the canonical address`, await page.getAttribute('link[rel=canonical]', 'href'), `${site}de/${where}`);
    is(`/de/${where}${how}: the current language`, await page.locator('.languages [aria-current]').getAttribute('hreflang'), 'de');
    const strangers = await page.$$eval('header nav:not(.languages) a, .brand, .rail a, .crumbs a, .steps a, .questions a, .topics a', (all) => all
      .map((own) => own.getAttribute('href')).filter((href) => !href.startsWith('/de/') && !href.startsWith('#')));
    is(`/de/${where}${how}: links that leave the language`, strangers, []);
    await page.click('.languages a[hreflang=en]');
    is(`/${where}${how} again`, [path(page), await page.getAttribute('html', 'lang')], [where, 'en']);
  }
  need(paths.length > 4, `only ${paths.length} pages`);
}

/// German words are found on German pages, and lead to German pages.
async function search({ reader, open, path, is, need, home }) {
  const page = await reader();
  await open(page, 'de/answers/');
  const question = page.locator('.questions a:not([lang])').first();
  const [text, href] = [await question.textContent(), await question.getAttribute('href')];
  const query = text.match(/\p{L}{7,}/gu).join(' ');
  for (const where of ['de/', 'de/search/']) {
    await open(page, where);
    await page.fill('#_query', query);
    await page.waitForSelector('#_found a');
    const found = await page.$$eval('#_found a', (all) => all.map((own) => own.getAttribute('href')));
    need(found.includes(href), `/${where}: "${query}" finds ${found} and not ${href}`);
    is(`/${where}: what leaves the language`, found.filter((own) => !own.startsWith('/de/')), []);
  }
  await page.click(`#_found a[href="${href}"]`);
  await page.waitForURL(`${home}${href.slice(1)}`);
  is('what is found', (await page.textContent('h1')).trim(), text.trim());
  await page.click('.languages a[hreflang=en]');
  is('what is found in English', path(page), href.replace('/de/', ''));
  const english = (await page.textContent('h1')).trim();
  need(english !== text.trim(), 'the question is the same in both languages');
  await open(page, '');
  await page.fill('#_query', query);
  await page.waitForFunction(() => document.querySelector('#_found').getAttribute('aria-busy') === 'false');
  const found = await page.$$eval('#_found a', (all) => all.map((own) => own.getAttribute('href')));
  is('German pages that are found in English', found.filter((own) => own.startsWith('/de/')), []);
}
