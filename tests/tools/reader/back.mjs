// The back button: after a search, after an anchor, and at the place where the reader was.

const offset = (page) => page.evaluate(() => Math.round(scrollY));
/// Waits until the page stands still, and says where.
const rest = (page) => page.evaluate(() => new Promise((resolve) => {
  let last = -1, same = 0;
  const look = () => {
    same = scrollY === last ? same + 1 : 0;
    last = scrollY;
    if (same > 8) resolve(Math.round(scrollY)); else requestAnimationFrame(look);
  };
  look();
}));

export async function read(tour) {
  await links(tour);
  await anchors(tour);
  await search(tour);
}

/// From a link far down a long page and back to it.
async function links({ reader, open, need, json, home }) {
  const { topics } = json('api/answers.json');
  for (const width of [360, 1280]) {
    const page = await reader({ viewport: { width, height: 700 } });
    for (const [where, link] of [['answers/', '.questions a'], [`answers/${topics[0].id}/`, 'article h2 a'], ['search/', '#index a'], ['', '.bottom a[href^="/"]']]) {
      await open(page, where);
      const last = page.locator(link).last();
      await last.scrollIntoViewIfNeeded();
      const before = await rest(page);
      need(before > 200, `/${where} at ${width} px is not long enough`);
      await last.click();
      await page.waitForURL((url) => url.href !== home + where);
      need(await offset(page) === 0, `/${where} at ${width} px: the next page does not begin at its top`);
      await page.goBack({ waitUntil: 'load' });
      const after = await rest(page);
      need(Math.abs(after - before) <= 2, `/${where} at ${width} px: back at ${after} instead of ${before}`);
    }
    await page.context().close();
  }
}

/// To a section of the same page, further, and back twice.
async function anchors({ reader, open, path, need, is }) {
  const page = await reader({ viewport: { width: 1280, height: 700 } });
  await open(page, 'caiq/mode-a/');
  const link = page.locator('.rail a[href^="#"]').nth(4);
  const anchor = await link.getAttribute('href');
  await link.click();
  const before = await rest(page);
  const top = await page.locator(anchor).evaluate((own) => own.getBoundingClientRect().top);
  need(before > 500 && top >= 0 && top < 120, `${anchor} stands at ${top} px after ${before} px`);
  await page.locator(`${anchor} .form a[href*="/answers/"]`).first().click();
  await page.waitForURL((url) => url.pathname.includes('/answers/'));
  await page.goBack({ waitUntil: 'load' });
  is('back at the anchor', path(page), `caiq/mode-a/${anchor}`);
  const after = await rest(page);
  const row = await page.locator(`${anchor} .form a[href*="/answers/"]`).first().evaluate((own) => own.getBoundingClientRect().top);
  need(row >= 0 && row < 700, `back at ${after}, and the link that was followed is at ${row} px`);
  await page.goBack();
  is('back before the anchor', [path(page), await rest(page)], ['caiq/mode-a/', 0]);
}

/// To something far down in what is found, and back to it.
async function search({ reader, open, path, need, is }) {
  const page = await reader({ viewport: { width: 360, height: 700 } });
  for (const where of ['', 'search/']) {
    await open(page, where);
    await page.fill('#_query', 'data');
    await page.waitForSelector('#_found a >> nth=8');
    const link = page.locator('#_found a').nth(8);
    const address = await link.getAttribute('href');
    await link.scrollIntoViewIfNeeded();
    const before = await rest(page);
    need(before > 200, `/${where}: the ninth result is at ${before} px`);
    await link.click();
    await page.waitForURL((url) => !url.search.includes('q='));
    await page.goBack({ waitUntil: 'load' });
    await page.waitForSelector('#_found a >> nth=8');
    is(`/${where}: the search`, [path(page), await page.inputValue('#_query')], [`${where}?q=data`, 'data']);
    const after = await rest(page);
    need(Math.abs(after - before) <= 4, `/${where}: back from ${address} at ${after} instead of ${before}`);
  }
}
