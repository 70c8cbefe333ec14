// In the dark, in colours of the reader's own, and without movement.

import { kinds } from '../pages.mjs';

/// The relative luminance of `rgb(…)` by WCAG.
const luminance = (colour) => {
  const [r, g, b] = colour.match(/[\d.]+/g).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
};

export async function read(tour) {
  const { folder } = tour;
  const paths = kinds(folder).filter((path) => !path.startsWith('de/'));
  await schemes(tour);
  await logo(tour);
  await forced(tour, paths);
  await still(tour, paths);
}

const colours = (page) => page.evaluate(() => {
  const of = (selector, name) => {
    const own = document.querySelector(selector);
    return own && getComputedStyle(own)[name];
  };
  return { page: of('body', 'backgroundColor'), ink: of('body', 'color'), soft: of('.lead', 'color'), link: of('main .rows a', 'color'), state: of('.state', 'color'), line: of('.cards > li', 'borderTopColor') };
});

/// Both schemes have colours of their own, the dark one is dark, and changing it needs no reload.
async function schemes({ reader, open, need }) {
  const page = await reader({ colorScheme: 'light' });
  await open(page, '');
  const light = await colours(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(300);
  const dark = await colours(page);
  for (const [what, colour] of Object.entries(light)) need(colour && colour !== dark[what], `${what} is ${colour} in light and ${dark[what]} in dark`);
  need(luminance(light.page) > 0.8 && luminance(dark.page) < 0.05, `the page is ${light.page} in light and ${dark.page} in dark`);
  for (const scheme of [light, dark]) {
    for (const what of ['ink', 'soft', 'link']) need(contrast(scheme[what], scheme.page) >= 4.5, `${what} is ${scheme[what]} on ${scheme.page}`);
  }
}

/// How much of an element stands out against its ground by 3:1, measured in its picture.
async function standsOut(browser, picture) {
  const page = await browser.newPage();
  const share = await page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const light = (at) => {
      const [r, g, b] = [0, 1, 2].map((part) => data[at + part] / 255).map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = light(4 * (image.width * Math.floor(image.height / 2)));
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [a, b] = [light(at), ground].sort((x, y) => y - x);
      if ((a + 0.05) / (b + 0.05) >= 3) count += 1;
    }
    return count / (image.width * image.height);
  }, [...picture]);
  await page.close();
  return share;
}

async function logo({ browser, reader, open, need }) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await reader({ colorScheme });
    await open(page, 'answers/');
    const image = page.locator('.brand img');
    if (await image.count() > 0) {
      need(await image.evaluate((own) => own.complete && own.naturalWidth > 0), `the logo is not loaded in ${colorScheme}`);
      const share = await standsOut(browser, await image.screenshot());
      need(share > 0.02, `only ${(100 * share).toFixed(1)} % of the logo stand out in ${colorScheme}`);
    }
    const share = await standsOut(browser, await page.locator('.brand').screenshot());
    need(share > 0.02, `only ${(100 * share).toFixed(1)} % of the brand stand out in ${colorScheme}`);
  }
}

/// With forced colours, states, cards, buttons and what is current keep an edge, and nothing is written in its own ground.
async function forced({ reader, open, is }, paths) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await reader({ forcedColors: 'active', colorScheme });
    for (const path of paths) {
      await open(page, path);
      const found = await page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((own) => own.checkVisibility({ visibilityProperty: true }));
        const name = (own) => own.outerHTML.slice(0, 80);
        const ground = getComputedStyle(document.body).backgroundColor;
        const edgeless = shown('.state, .cards > li, .action, .files a, .actions button, .switch a, input').filter((own) => {
          const styles = getComputedStyle(own);
          return styles.borderTopStyle === 'none' || parseFloat(styles.borderTopWidth) < 1 || styles.borderTopColor === ground;
        });
        const unread = shown('main *').filter((own) => [...own.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()) && getComputedStyle(own).color === ground);
        const current = shown('.top nav:not(.languages) a[aria-current], .rail a[aria-current], .switch a[aria-current]').filter((own) => {
          const other = [...own.parentElement.parentElement.querySelectorAll('a:not([aria-current])')].find((one) => one.closest('nav') === own.closest('nav'));
          const look = (one) => ['borderTopColor', 'borderBottomColor', 'borderLeftColor', 'fontWeight', 'textDecorationLine'].map((part) => getComputedStyle(one)[part]).join();
          return other && look(own) === look(other);
        });
        return { edgeless: edgeless.map(name), unread: unread.map(name), current: current.map(name) };
      });
      is(`/${path} with forced colours`, found, { edgeless: [], unread: [], current: [] });
    }
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    is('the ring of the focus with forced colours', ring, 'solid');
    await page.context().close();
  }
}

/// Nothing moves for those who asked for stillness.
async function still({ reader, open, is }, paths) {
  const page = await reader({ reducedMotion: 'reduce' });
  for (const path of paths) {
    await open(page, path);
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((own) => {
      const styles = getComputedStyle(own);
      const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0);
      return lasts(styles.transitionDuration) || lasts(styles.animationDuration) || styles.scrollBehavior === 'smooth';
    }).map((own) => own.outerHTML.slice(0, 80)));
    is(`/${path} moves`, moving.slice(0, 3), []);
  }
}
