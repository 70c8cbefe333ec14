// On a phone, a tablet and a desk: nothing to scroll sideways, and everything to press is apart and large enough.

import { kinds } from '../pages.mjs';

/// Pixels, by WCAG 2.2, 2.5.8.
const SMALLEST = 24;

export async function read(tour) {
  const paths = kinds(tour.folder);
  await Promise.all([360, 768, 1440].map((width) => measure(tour, paths, width)));
}

async function measure({ reader, open, need, is }, paths, width) {
  const page = await reader({ viewport: { width, height: 900 }, hasTouch: width < 1000 });
  for (const path of paths) {
    await open(page, path);
    for (const unfolded of [false, true]) {
      if (unfolded) await page.evaluate(() => { for (const own of document.querySelectorAll('details')) own.open = true; });
      const { wide, small, over, count } = await page.evaluate(look, SMALLEST);
      const where = `/${path} at ${width} px${unfolded ? ', unfolded' : ''}`;
      need(count > 3, `${where}: only ${count} things to press`);
      is(`${where}: pixels to scroll sideways`, wide, 0);
      is(`${where}: too small to press`, small, []);
      is(`${where}: over each other`, over, []);
      if (await page.locator('details').count() === 0) break;
    }
  }
  await page.context().close();
}

/// Runs in the page.
function look(smallest) {
  const targets = [...document.querySelectorAll('a[href], button, input, summary')]
    .filter((own) => own.checkVisibility({ visibilityProperty: true }) && !own.matches('.skip'));
  const name = (own) => own.outerHTML.replace(/\s+/g, ' ').slice(0, 100);
  const round = (box) => `${Math.round(box.width)}x${Math.round(box.height)}`;
  const boxes = targets.map((own) => [...own.getClientRects()].filter(({ width, height }) => width > 0 && height > 0));
  // A link inside a sentence is as high as its line.
  const isInText = (own) => {
    if (getComputedStyle(own).display !== 'inline') return false;
    let block = own.parentElement;
    while (getComputedStyle(block).display === 'inline') block = block.parentElement;
    return block.textContent.trim() !== own.textContent.trim();
  };
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  const near = (box, other) => {
    const [x, y] = middle(box);
    const [dx, dy] = [Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)];
    return Math.hypot(dx, dy) < smallest / 2;
  };
  const small = [], over = [];
  const isSmall = (box) => box.width < smallest - 0.5 || box.height < smallest - 0.5;
  for (const [at, own] of targets.entries()) {
    const [box] = boxes[at];
    if (box && isSmall(own.getBoundingClientRect()) && !isInText(own)) {
      // What is smaller has to have a circle of that size to itself.
      const crowd = targets.findIndex((_, other) => other !== at && boxes[other].some((one) => near(box, one)));
      if (crowd >= 0) small.push(`${name(own)} is ${round(box)}, by ${name(targets[crowd])}`);
    }
    for (let other = at + 1; other < targets.length; other += 1) {
      if (own.contains(targets[other]) || targets[other].contains(own)) continue;
      const isOver = boxes[at].some((a) => boxes[other].some((b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
      // Lines of inline text may touch by the height of their letters.
      if (isOver && !(isInText(own) && isInText(targets[other]))) over.push(`${name(own)} and ${name(targets[other])}`);
    }
  }
  const root = document.documentElement;
  return { wide: Math.max(root.scrollWidth - root.clientWidth, 0), small: small.slice(0, 4), over: over.slice(0, 4), count: targets.length };
}
