// One variant: chosen, said, carried from page to page, kept by the back button, given by an address.

import { follow } from '../pages.mjs';

/// The variants of which statements stand on the page.
const shown = (page) => page.$$eval('.statement[data-variants]', (all) => all
  .filter((own) => own.checkVisibility()).map((own) => own.dataset.variants));
const status = (page) => page.textContent('.switch [role=status]');
const chosen = (page) => page.$$eval('.switch a[aria-current]', (all) => all.map((own) => own.dataset.variant ?? ''));
const at = (variant) => `.switch a[data-variant="${variant}"]`;
const variantOf = (path) => new URL(path, 'http://x').searchParams.get('variant');

export async function read(tour) {
  const { json, site } = tour;
  const { answers } = json('api/answers.json');
  const all = json('api/answers.json').variants.map(({ id }) => id);
  const differs = answers.filter(({ statements }) => all.every((id) => statements.some(({ variants }) => variants.includes(id))));
  const { url, topic, statements } = differs.find((one) => one.statements.length === all.length);
  const lists = statements.map(({ variants }) => variants.join(' '));
  const place = { all, lists, answer: url.replace(site, ''), topic: `answers/${topic}/` };
  await choose(tour, place);
  await carry(tour, place);
  await byAddress(tour, place);
  await search(tour, place, answers.find((one) => one.url === url).question);
  await questionnaires(tour, place);
  const same = answers.find((one) => one.statements.every(({ variants }) => variants.length === 0));
  const page = await tour.reader();
  await tour.open(page, `${same.url.replace(site, '')}?variant=${all[0]}`);
  tour.is('an answer that is the same for all has a switch', await page.locator('.switch').count(), 0);
}

/// On an answer and on a topic: one variant is shown and said; the back button takes it back.
async function choose({ reader, open, path, is, need }, { all, lists, answer, topic }) {
  const page = await reader();
  for (const where of [answer, topic]) {
    await open(page, where);
    const first = await shown(page);
    for (const list of lists) need(first.includes(list), `${where} does not show ${list} at first`);
    is(`${where} says at first`, [await status(page), await chosen(page)], ['', ['']]);
    for (const id of all) {
      await page.click(at(id));
      is(`the address of ${id}`, path(page), `${where}?variant=${id}`);
      const found = await shown(page);
      need(found.length > 0 && found.every((list) => list.split(' ').includes(id)), `${where} shows ${found} as ${id}`);
      const name = await page.textContent(at(id));
      need((await status(page)).includes(name), `${where} says ${await status(page)} of ${name}`);
      is(`${where} marks`, await chosen(page), [id]);
    }
    for (const id of all.slice(0, -1).reverse()) {
      await page.goBack();
      is(`${where}: back to`, [path(page), await chosen(page)], [`${where}?variant=${id}`, [id]]);
    }
    await page.goBack();
    is(`${where}: back to all`, [path(page), await shown(page), await status(page)], [where, first, '']);
    await page.goForward();
    is(`${where}: forward`, [path(page), await chosen(page)], [`${where}?variant=${all[0]}`, [all[0]]]);
    await page.click('.switch a:not([data-variant])');
    is(`${where}: all again`, [path(page), await shown(page)], [where, first]);
  }
}

/// Through every kind of link and back.
async function carry({ reader, open, path, is, need }, { all, answer, topic }) {
  const page = await reader({ viewport: { width: 1280, height: 900 } });
  const id = all.at(-1);
  const steps = ['.rail a >> nth=-1', 'article h2 a >> nth=0', '.steps a >> nth=-1', '.crumbs a >> nth=1',
    'header nav a >> nth=0', 'main h2 a >> nth=1', 'header nav a >> nth=2', '.brand', '.topics a >> nth=0'];
  await open(page, `${answer}?variant=${id}`);
  await follow(page, `.rail a[href$="/${topic}"]`);
  is('the rail leads to', path(page), `${topic}?variant=${id}`);
  need((await shown(page)).every((list) => list.split(' ').includes(id)), 'the topic shows other variants');
  for (const step of steps) {
    await follow(page, step);
    need(variantOf(path(page)) === id, `${step} loses the variant at ${path(page)}`);
  }
  for (const _ of steps) await page.goBack();
  is('back through all pages', [path(page), await chosen(page)], [`${topic}?variant=${id}`, [id]]);
  // By keyboard, and with a new tab.
  await open(page, `${answer}?variant=${id}`);
  await page.focus('.steps a');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith(answer));
  is('the next answer by keyboard', variantOf(path(page)), id);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), page.click('.crumbs a', { modifiers: ['Control'] })]);
  await tab.waitForLoadState();
  is('a new tab', variantOf(path(tab)), id);
  await tab.close();
  await open(page, `caiq/${id}/?variant=${id}`);
  const file = page.locator('.files a').first();
  await file.hover();
  need(!(await file.getAttribute('href')).includes('?'), 'the address of a file gets a variant');
}

async function byAddress({ reader, open, path, is, need }, { all, lists, answer }) {
  const page = await reader();
  const [id, other] = all;
  await open(page, `${answer}?variant=${id}`);
  is('a variant by address', [await chosen(page), (await shown(page)).every((list) => list.split(' ').includes(id))], [[id], true]);
  for (const unknown of ['no-such', '', '%3Cscript%3E', `${id}%20${other}`]) {
    await open(page, `${answer}?variant=${unknown}`);
    is(`the unknown variant "${unknown}"`, [await shown(page), await chosen(page)], [lists, ['']]);
    await follow(page, '.crumbs a');
    is(`the unknown variant "${unknown}" is carried`, variantOf(path(page)), null);
  }
  await open(page, `${answer}?variant=${id}#${other}`);
  const isVisible = await page.locator(`[id="${other}"]`).isVisible();
  need(isVisible, `#${other} stays hidden when ${id} is shown`);
  need((await shown(page)).length === 2, `with #${other} there are ${await shown(page)}`);
  await page.evaluate((anchor) => { location.hash = anchor; }, all[2] ?? other);
  await page.waitForFunction((anchor) => document.getElementById(anchor).checkVisibility(), all[2] ?? other);
  await page.click(at(id));
  is('a choice after an anchor', [path(page), await chosen(page)], [`${answer}?variant=${id}`, [id]]);
}

/// A search keeps the variant, and so does what it finds.
async function search({ reader, open, path, is }, { all, answer }, question) {
  const page = await reader();
  await open(page, `?variant=${all[1]}`);
  await page.fill('#_query', question);
  const first = page.locator(`#_found a[href*="/${answer}"]`);
  await first.waitFor();
  is('a search keeps', variantOf(path(page)), all[1]);
  await first.click();
  await page.waitForURL((url) => url.pathname.endsWith(answer));
  is('what is found shows', [variantOf(path(page)), await chosen(page)], [all[1], [all[1]]]);
  await page.goBack();
  await page.waitForSelector('#_found a');
  is('back at the search', [variantOf(path(page)), await page.inputValue('#_query')], [all[1], question]);
}

/// Questionnaires have a folder for each variant.
async function questionnaires({ reader, open, path, is }, { all }) {
  const page = await reader();
  const [id, other] = all;
  await open(page, `caiq/?variant=${other}`);
  await follow(page, `main h2 a[data-variant="${id}"]`);
  is('the sheet of a variant', path(page), `caiq/${id}/?variant=${id}`);
  is('the sheet marks', await chosen(page), [id]);
  await follow(page, at(other));
  is('the sheet of another', path(page), `caiq/${other}/?variant=${other}`);
  await follow(page, '.form a[href*="/answers/"] >> nth=0');
  is('its answer', variantOf(path(page)), other);
  await page.goBack();
  await follow(page, '.switch a:not([data-variant])');
  is('all sheets', path(page), 'caiq/');
  // A sheet that is opened without the switch is of its variant all the same.
  await open(page, `caiq/${id}/?variant=${other}`);
  await follow(page, 'header nav a >> nth=0');
  is('onward from a sheet', variantOf(path(page)), id);
}
