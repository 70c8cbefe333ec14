// Answers and addresses that are copied: what is in the clipboard is what stands on the page, and nothing else.

const MARKS = /[^\p{L}\p{N}]+/gu;
/// The words of a text, whatever their form.
const words = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(MARKS).filter(Boolean);

const status = (page, place) => page.waitForFunction(
  (at) => document.querySelectorAll('.actions')[at].querySelector('[role=status]').textContent, place,
).then((handle) => handle.jsonValue());

/// Clears the clipboard, presses one of the two buttons of an answer and says what is in the clipboard then.
async function press(page, button, place = 0) {
  await page.evaluate(() => navigator.clipboard.writeText('nothing'));
  await page.locator('.actions').nth(place).locator('button').nth(button).click();
  const said = await status(page, place);
  return { said, text: await page.evaluate(() => navigator.clipboard.readText()) };
}

export async function read(tour) {
  const { answers, variants } = tour.json('api/answers.json');
  const page = await tour.reader({ permissions: ['clipboard-read', 'clipboard-write'] });
  for (const answer of answers.filter((own, at) => at % 6 === 0 || own.statements[0].promise)) {
    await whole(tour, page, answer, variants);
  }
  await topic(tour, page, answers);
  const chosen = answers.find(({ statements }) => statements.length > 1);
  if (chosen) await ofVariant(tour, page, chosen, variants);
  await refused(tour, answers[0]);
  const plain = await tour.reader({ javaScriptEnabled: false });
  await tour.open(plain, answers[0].url.replace(tour.site, ''));
  tour.is('buttons without scripts', await plain.locator('button').count(), 0);
}

/// Every statement is copied with its response; where there is nothing else, the copy is exactly what is published.
async function whole({ open, need, is, site }, page, answer, variants) {
  await open(page, answer.url.replace(site, ''));
  const { said, text } = await press(page, 0);
  need(said.trim() !== '', `${answer.id}: copying is not said`);
  const lines = text.split('\n');
  is(`${answer.id} begins`, lines.slice(0, 2), [answer.question, '']);
  const day = page.locator('article .reviewed time');
  is(`${answer.id} was reviewed`, await day.getAttribute('datetime'), answer.reviewed);
  is(`${answer.id} ends`, [lines.at(-2).includes(await day.textContent()), lines.at(-1)], [true, answer.url]);
  const found = ` ${words(text).join(' ')} `;
  for (const own of answer.statements) {
    for (const part of [own.because, own.explanation, own.promise?.what]) {
      const wanted = words(part?.text ?? '').join(' ');
      need(found.includes(` ${wanted} `.replace(/^ +$/, ' ')), `${answer.id} lacks "${wanted}" in "${text}"`);
    }
    for (const id of own.variants) need(found.includes(variants.find((one) => one.id === id).name), `${answer.id} does not name ${id}`);
  }
  const states = await page.locator('article .statement .state').allTextContents();
  for (const state of states) need(lines.some((line) => line.includes(state)), `${answer.id} lacks the response ${state}`);
  const [only, second] = answer.statements;
  if (!second && !only.promise && !only.because && only.evidence.length === 0) {
    const wanted = words([answer.question, ...states, only.explanation.text].join(' '));
    is(`${answer.id} is copied`, words(lines.slice(0, -2).join(' ')), wanted);
  }
  need(!/\n\n\n|^\s|\s$|[ \t]\n/.test(text), `${answer.id} is copied untidily: ${JSON.stringify(text)}`);
  const link = await press(page, 1);
  is(`the link of ${answer.id}`, link.text, answer.url);
  need(link.said !== said, `${answer.id}: the two buttons say the same`);
}

/// On a topic's page every answer has buttons of its own.
async function topic({ open, is, site, json }, page, answers) {
  const { topics } = json('api/answers.json');
  const ofTopic = answers.filter((answer) => answer.topic === topics[0].id);
  await open(page, `answers/${topics[0].id}/`);
  is('buttons of a topic', await page.locator('.actions button').count(), 2 * ofTopic.length);
  for (const [at, answer] of ofTopic.entries()) {
    const { text } = await press(page, 0, at);
    is(`${answer.id} on its topic`, [text.split('\n')[0], text.split('\n').at(-1)], [answer.question, answer.url]);
    is(`the link of ${answer.id} on its topic`, (await press(page, 1, at)).text, answer.url);
  }
  const names = await page.$$eval('.actions button', (all) => all.map((own) => own.textContent.trim()));
  is('buttons without a name', names.filter((name) => !name), []);
}

/// With a variant, what is hidden is not copied and the address has the variant.
async function ofVariant({ open, is, need, site }, page, answer, variants) {
  const [own, other] = answer.statements;
  const id = own.variants[0];
  await open(page, `${answer.url.replace(site, '')}?variant=${id}`);
  const { text } = await press(page, 0);
  is('the address of a variant', text.split('\n').at(-1), `${answer.url}?variant=${id}`);
  is('the link of a variant', (await press(page, 1)).text, `${answer.url}?variant=${id}`);
  need(text.includes(variants.find((one) => one.id === id).name), `the variant is not named in ${text}`);
  const said = ({ explanation }) => words(explanation.text).join(' ');
  need(words(text).join(' ').includes(said(own)), 'the statement of the variant is not copied');
  need(said(own) === said(other) || !words(text).join(' ').includes(said(other)), 'the statement of another variant is copied');
}

/// A browser that refuses, and one that has no clipboard (as on a host without TLS).
async function refused({ reader, open, need, is, site }, answer) {
  const page = await reader();
  await page.addInitScript(() => {
    Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
  });
  await open(page, answer.url.replace(site, ''));
  const texts = await page.$eval('#_texts', (own) => ({ ...own.dataset }));
  for (const button of [0, 1]) {
    await page.locator('.actions button').nth(button).click();
    is('a refusal is told', await status(page, 0), texts.refused);
  }
  const without = await reader();
  await without.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await open(without, answer.url.replace(site, ''));
  is('buttons without a clipboard', await without.locator('button').count(), 0);
  need(await without.locator('.statement').first().isVisible(), 'the answer is gone without a clipboard');
}
