// On paper: what is folded is open, nothing is there to be clicked, nothing is cut, and every page says whose it is.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/// Words on a page of A4 in the print style, with room for two pages that are not full.
const WORDS = 200;

const words = (text) => text.replace(/[^\p{L}\p{N}]+/gu, '');

export async function read(tour) {
  const { json, site } = tour;
  const { answers, organization } = json('api/answers.json');
  const answer = answers.find(({ statements }) => statements.length > 1) ?? answers[0];
  const own = answer.url.replace(site, '');
  const paths = ['', own, `answers/${answer.topic}/`, 'subprocessors/', 'compliance/', 'documents/', 'changes/'];
  paths.push(json('manifest.json').files.map((file) => file.path).filter((path) => /^caiq\/.*index\.html$/.test(path)).at(-1).replace('index.html', ''));
  const place = mkdtempSync(join(tmpdir(), 'paper-'));
  try {
    for (const javaScriptEnabled of [true, false]) {
      const page = await tour.reader({ javaScriptEnabled });
      for (const path of javaScriptEnabled ? paths : paths.slice(1, 4)) await print(tour, page, path, place, organization.name ?? organization, answers);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
}

async function print({ open, need, is, tools }, page, path, place, organization, answers) {
  const file = join(place, 'page.pdf');
  await open(page, path);
  const said = await page.evaluate(() => {
    // What opens a fold is not printed.
    const text = (own) => {
      const printed = own.cloneNode(true);
      printed.querySelectorAll('summary').forEach((summary) => summary.remove());
      return printed.textContent.trim();
    };
    const all = (selector) => [...document.querySelectorAll(selector)].map(text);
    return {
      head: text(document.querySelector('.paper')),
      asOf: text(document.querySelector('.bottom .stamp time')),
      folded: all('main details > :not(summary)'),
      content: all('main h1, main h2:not(:has(+ .files:last-child)), main h3:not(.offers h3), .statement .prose > p, .stack td, .stack th[scope=row], main dd, main .timeline .what'),
      toClick: all('.skip, .actions button, .steps span, main .files a, main h2:has(+ .files:last-child)'),
    };
  });
  await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
  const extract = (...options) => execFileSync(join(tools, 'bin', 'pdftotext'), [...options, file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const text = extract('-raw');
  const plain = words(text);
  const where = `/${path} on paper`;
  for (const [what, wanted] of [['the organisation', organization], ['the date', said.asOf]]) {
    need(plain.includes(words(wanted)), `${where} lacks ${what}, ${wanted}`);
  }
  need(words(text.split('\f')[0]).includes(words(said.head)), `${where} does not begin with "${said.head}"`);
  need(said.head.includes(organization) && said.head.includes(said.asOf), `${where} begins with "${said.head}"`);
  for (const answer of answers.filter(({ url }) => url.endsWith(`/${path}`) && path.split('/').length === 4)) {
    for (const { explanation } of answer.statements) need(plain.includes(words(explanation.text)), `${where} lacks "${explanation.text}"`);
  }
  // Longer texts may be broken by the head of the next page, so only their first words are sought.
  const isThere = (wanted) => plain.includes(words(wanted).slice(0, 24));
  is(`${where} lacks`, said.content.filter((one) => !isThere(one)), []);
  is(`${where} lacks what is folded:`, said.folded.filter((one) => !isThere(one)), []);
  const lines = new Set(text.split('\n').map((line) => line.trim()));
  is(`${where} has things to click`, said.toClick.filter((one) => lines.has(one.replace(/\s+/g, ' '))), []);
  await page.emulateMedia({ media: 'print' });
  const pressed = await page.$$eval('nav:not(:has(.brand)), button, input, summary, .skip, .files, [role=status]:not(:empty)', (all) => all
    .filter((own) => own.checkVisibility()).map((own) => own.outerHTML.slice(0, 90)));
  is(`${where} shows`, pressed, []);
  await page.emulateMedia({ media: null });
  const { outside, sizes } = boxes(extract('-bbox'));
  is(`${where} is cut at`, outside.slice(0, 5), []);
  need(sizes.every((size) => size === 'A4'), `${where} has pages of ${sizes}`);
  const count = text.split(/\s+/).length;
  need(sizes.length <= 2 + count / WORDS, `${where} has ${count} words on ${sizes.length} pages`);
  need(text.split('\f').slice(0, -1).every((sheet) => sheet.trim()), `${where} has an empty page`);
}

/// The words that stand outside the margins, and the sizes of the pages.
function boxes(html) {
  const outside = [], sizes = [];
  let width = 0, height = 0;
  for (const line of html.split('\n')) {
    const page = line.match(/<page width="([\d.]+)" height="([\d.]+)"/);
    if (page) {
      [width, height] = page.slice(1).map(Number);
      sizes.push(Math.abs(width - 595.3) < 2 && Math.abs(height - 841.9) < 2 ? 'A4' : `${width} x ${height}`);
    }
    const word = line.match(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/);
    if (!word) continue;
    const [left, top, right, bottom] = word.slice(1, 5).map(Number);
    const MARGIN = 40;
    if (left < MARGIN || right > width - MARGIN || top < 0 || bottom > height) outside.push(word[5]);
  }
  return { outside, sizes };
}
