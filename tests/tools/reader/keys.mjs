// Everything by keyboard alone: from the top of the overview to an answer and to a download.

/// What has the focus, and how it shows.
const focus = (page) => page.evaluate(() => {
  const own = document.activeElement;
  if (!own || own === document.body) return null;
  const [box] = own.getClientRects();
  if (!box) return { name: own.outerHTML.slice(0, 90), isSeen: false, isMarked: false };
  const styles = getComputedStyle(own);
  const ring = styles.outlineStyle !== 'none' && parseFloat(styles.outlineWidth) >= 2;
  const at = document.elementFromPoint(Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 2), Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 2));
  const isSeen = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth;
  const all = [...document.querySelectorAll('*')];
  return {
    name: own.outerHTML.slice(0, 90),
    href: own.getAttribute('href'),
    tag: own.tagName,
    id: own.id,
    order: all.indexOf(own),
    isMarked: ring || styles.boxShadow !== 'none',
    isSeen,
    isUncovered: Boolean(at && (own.contains(at) || at.contains(own))),
    isOpen: own.parentElement.open,
  };
});

/// Everything that can have the focus.
const stops = (page) => page.evaluate(() => [...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]
  .filter((own) => own.tabIndex >= 0 && own.checkVisibility({ visibilityProperty: true }) && !own.closest('[hidden]')).length);

/// Presses Tab until something fits; fails after so many.
async function tabTo(page, fits, most = 200) {
  for (let at = 0; at < most; at += 1) {
    await page.keyboard.press('Tab');
    const own = await focus(page);
    if (own && fits(own)) return own;
  }
  throw new Error(`${page.url()}: ${most} times Tab and not there: ${fits}`);
}

/// Presses Enter and waits for the page that it leads to.
async function enter(page) {
  const before = page.url();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
}

export async function read(tour) {
  const { json } = tour;
  const { answers } = json('api/answers.json');
  const path = new URL(answers[0].url).pathname.slice(1);
  await skip(tour);
  for (const width of [360, 1280]) {
    for (const where of ['', `answers/${answers[0].topic}/`, path, 'subprocessors/', 'compliance/']) await walk(tour, where, width);
  }
  await journey(tour);
  await search(tour);
  await details(tour);
}

/// The first stop leads past the head of the page.
async function skip({ reader, open, need, is }) {
  for (const width of [360, 1280]) {
    const page = await reader({ viewport: { width, height: 800 } });
    for (const where of ['', 'answers/', 'subprocessors/']) {
      await open(page, where);
      await page.keyboard.press('Tab');
      const own = await focus(page);
      is(`${where}: the first stop`, [own.href, own.isSeen, own.isUncovered, own.isMarked], ['#_main', true, true, true]);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      need(await page.evaluate(() => document.activeElement.closest('main') !== null), `${where}: the skip link does not lead into the content`);
      await page.keyboard.press('Shift+Tab');
    }
    await page.context().close();
  }
}

/// Tab goes through all of a page in its order, is always seen, and leaves it; Shift+Tab goes back.
async function walk({ reader, open, need }, where, width) {
  const page = await reader({ viewport: { width, height: 800 } });
  await open(page, where);
  const count = await stops(page);
  let last = -1, seen = 0;
  for (let at = 0; at < count + 2; at += 1) {
    await page.keyboard.press('Tab');
    const own = await focus(page);
    if (!own) break;
    seen += 1;
    const place = `/${where} at ${width} px, ${own.name}`;
    need(own.order > last, `${place}: is out of order`);
    need(own.isSeen, `${place}: has the focus out of sight`);
    need(own.isUncovered, `${place}: has the focus below something else`);
    need(own.isMarked, `${place}: does not show that it has the focus`);
    last = own.order;
  }
  need(seen === count, `/${where} at ${width} px: ${seen} of ${count} stops are reached`);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  const back = await focus(page);
  need(back && back.order <= last, `/${where} at ${width} px: no way back`);
  await page.context().close();
}

/// From the top of the overview to an answer, and to a file.
async function journey({ reader, open, path, need, is }) {
  const page = await reader();
  await open(page, '');
  await tabTo(page, ({ href }) => href === '/answers/');
  await enter(page);
  await tabTo(page, ({ href }) => /^\/answers\/[^/]+\/[^/]+\/$/.test(href));
  await enter(page);
  need(/^answers\/[^/]+\/[^/]+\/$/.test(path(page)), `the way to an answer ends at ${path(page)}`);
  const button = await tabTo(page, ({ tag }) => tag === 'BUTTON');
  need(button.isMarked, 'the buttons do not show that they have the focus');
  for (const key of ['Enter', 'Space']) {
    await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('.actions [role=status]').textContent);
    is(`${key} on a button keeps the focus`, (await focus(page))?.tag, 'BUTTON');
  }
  await open(page, '');
  const file = await tabTo(page, ({ href }) => /\.xlsx$/.test(href));
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  need(download.url().endsWith(file.href) && await download.failure() === null, `${file.href} is not downloaded`);
}

/// `/` leads to the search wherever there is one, and types a slash where one writes; Escape clears it and stays there.
async function search({ reader, open, is }) {
  const page = await reader();
  for (const where of ['', 'answers/', 'search/']) {
    await open(page, where);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('/');
    is(`/${where}: "/" leads to`, (await focus(page))?.id, '_query');
    await page.keyboard.type('a/b');
    is(`/${where}: what is typed`, await page.inputValue('#_query'), 'a/b');
    await page.keyboard.press('Escape');
    is(`/${where}: after Escape`, [await page.inputValue('#_query'), (await focus(page))?.id], ['', '_query']);
  }
}

/// What is folded opens and closes by keyboard, and what is inside is reached.
async function details({ reader, open, is, need }) {
  const page = await reader({ viewport: { width: 360, height: 800 } });
  for (const [where, inside] of [['subprocessors/', 'main details'], ['answers/', '.rail details']]) {
    await open(page, where);
    need(await page.locator(inside).count() > 0, `/${where} has nothing that is folded`);
    const { isOpen } = await tabTo(page, ({ tag }) => tag === 'SUMMARY');
    is(`/${where}: at first`, isOpen, false);
    for (const [key, wanted] of [['Enter', true], ['Space', false], ['Space', true]]) {
      await page.keyboard.press(key);
      is(`/${where}: after ${key}`, (await focus(page)).isOpen, wanted);
    }
    await page.keyboard.press('Tab');
    need(await page.evaluate(() => document.activeElement.closest('details') !== null), `/${where}: what is unfolded is not reached`);
  }
}
