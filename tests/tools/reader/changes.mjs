// The page of changes: what counts stands there, what was only reworded is folded, and everything leads to its answer.

export async function read({ reader, open, path, json, site, need, is }) {
  const { days } = json('changes/changes.json');
  const all = days.flatMap(({ changes }) => changes);
  const reworded = all.filter(({ steps }) => steps.every(({ what }) => what === 'reworded'));
  const told = all.filter((own) => !reworded.includes(own));
  need(told.length > 0 && reworded.length > 0, 'there is nothing to read');
  for (const javaScriptEnabled of [true, false]) {
    const page = await reader({ javaScriptEnabled, viewport: { width: 360, height: 700 } });
    await open(page, 'changes/');
    is('the days', await page.$$eval('main section time', (all) => all.map((own) => own.dateTime)), days.map(({ date }) => date));
    is('changes', await page.locator('main section > .rows > li').count(), told.length);
    is('what is marked', await page.locator('main .state.overdue').count(), told.flatMap(({ steps }) => steps).filter((step) => step.regression).length);
    const folded = page.locator('main details ul').first();
    need(!(await folded.isVisible()), 'what was reworded is not folded');
    await page.locator('main summary').first().click();
    need(await folded.isVisible(), 'what was reworded does not unfold');
    await page.locator('main summary').first().click();
    need(!(await folded.isVisible()), 'what was reworded does not fold again');
    await page.locator('main summary').first().focus();
    await page.keyboard.press('Enter');
    await follow(page, page.locator('main details a').first());
    for (let at = 0; at < await page.locator('main .rows a').count(); at += 1) await follow(page, page.locator('main .rows a').nth(at));
    is('what is folded', await page.locator('main details li').count(), reworded.length);
    await open(page, '');
    await page.click('h2 a[href$="/changes/"]');
    is('from the overview', path(page), 'changes/');
    for (const feed of await page.$$eval('main .files a', (every) => every.map((own) => own.href))) is(feed, (await page.request.get(feed)).status(), 200);
  }

  /// Follows a link to what it names, and comes back.
  async function follow(page, link) {
    const [title, href] = [(await link.textContent()).trim(), await link.getAttribute('href')];
    await link.click();
    await page.waitForURL((url) => !url.pathname.endsWith('/changes/'));
    const anchor = new URL(page.url()).hash;
    if (anchor) need(await page.locator(anchor).count() === 1, `${href} leads to no ${anchor}`);
    if (/^\/answers\//.test(href)) is(`${href} leads to`, (await page.textContent('h1')).trim(), title);
    await page.goBack();
    need(page.url().endsWith('/changes/') && site.length > 0, `no way back from ${href}`);
  }
}
