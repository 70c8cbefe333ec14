// The preview's own script; no built site holds it. It asks to be told when the shown page changes, loads it again
// then, and lists the problems of the last build. It is called with its texts.
(texts) => {
  const own = document.currentScript;
  const { page, path } = own.dataset;
  let { style, problems } = own.dataset;
  let held;

  const dismissed = (token) => {
    const name = 'trust-preview-dismissed';
    try {
      if (token !== undefined) sessionStorage.setItem(name, token);
      return sessionStorage.getItem(name);
    } catch {
      return null;
    }
  };

  const pause = (time) => new Promise((done) => setTimeout(done, time));

  // A shadow tree, so that the theme's rules do not reach the list, nor the list's the page.
  const host = document.createElement('trust-preview');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = element('link', { rel: 'stylesheet', href: '/__trust/preview.css' });
  const status = element('div', { role: 'status' });
  const count = element('button', { type: 'button', className: 'count', hidden: true });
  const gone = element('p', { className: 'gone', textContent: texts.stopped, hidden: true });
  const list = element('section', { hidden: true, tabIndex: -1 });
  host.hidden = true;
  const styled = () => { host.hidden = false; };
  sheet.addEventListener('load', styled);
  sheet.addEventListener('error', styled);
  count.setAttribute('aria-controls', 'list');
  list.id = 'list';
  list.setAttribute('aria-labelledby', 'title');
  status.append(count, gone);
  root.append(sheet, list, status);
  document.body.append(host);

  function element(name, properties, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === 'role' || key === 'aria-label') made.setAttribute(key, value);
      else made[key] = value;
    }
    made.append(...children);
    return made;
  }

  let token = '';
  let before;

  function open(isOpen, takeFocus) {
    count.setAttribute('aria-expanded', String(isOpen));
    if (isOpen && list.hidden) {
      before = document.activeElement;
      list.hidden = false;
      if (takeFocus) list.focus({ preventScroll: true });
    } else if (!isOpen && !list.hidden) {
      const had = list.contains(root.activeElement);
      list.hidden = true;
      if (had && before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
      else if (had) count.focus({ preventScroll: true });
    }
  }

  function show(now) {
    token = now.token;
    const wasOpen = !list.hidden;
    count.hidden = now.count === '';
    count.textContent = now.count;
    count.className = now.failed ? 'count failed' : 'count';
    if (now.count === '') {
      open(false);
      return;
    }
    const close = element('button', { type: 'button', className: 'close', 'aria-label': texts.close, textContent: '×' });
    close.addEventListener('click', dismiss);
    const title = element('h2', { id: 'title', textContent: now.title });
    const items = now.list.map((one) => {
      const parts = [element('p', { className: 'message', textContent: one.message })];
      if (one.hint) parts.push(element('p', { className: 'hint', textContent: one.hint }));
      const head = element('p', { className: 'place' },
        element('span', { className: 'severity', textContent: one.severity }), ' ', element('code', { textContent: one.code }));
      if (one.place) head.append(' ', element('code', { className: 'where', textContent: one.place }));
      return element('li', { className: one.severity }, head, ...parts);
    });
    const lines = element('ol', { tabIndex: 0, role: 'list', 'aria-label': now.count }, ...items);
    list.replaceChildren(element('div', { className: 'head' }, title, close), lines);
    if (now.more) list.append(element('p', { className: 'more', textContent: now.more }));
    list.setAttribute('role', now.failed ? 'alertdialog' : 'dialog');
    // Warnings open when they are asked for, errors by themselves unless they were closed.
    const wanted = now.failed ? dismissed() !== token : wasOpen;
    if (!wanted) open(false);
    else if (wasOpen) count.setAttribute('aria-expanded', 'true');
    else open(true, now.failed);
  }

  function dismiss() {
    dismissed(token);
    open(false);
  }

  count.addEventListener('click', () => (list.hidden ? open(true, true) : dismiss()));
  list.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') dismiss();
  });

  /// Takes the changed stylesheets in place of the old ones without loading the page again.
  function restyle() {
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const address = new URL(old.href);
      if (address.origin !== location.origin) continue;
      address.searchParams.set('preview', style);
      const fresh = old.cloneNode();
      fresh.href = address.href;
      fresh.addEventListener('load', () => old.remove());
      fresh.addEventListener('error', () => old.remove());
      old.after(fresh);
    }
  }

  /// Whether this page is still to be watched.
  function take(now) {
    if (now.page !== page) {
      // The browser keeps the place on the page.
      location.reload();
      return false;
    }
    if (now.style !== style) {
      style = now.style;
      restyle();
    }
    if (now.problems.token !== problems) {
      problems = now.problems.token;
      show(now.problems);
    }
    return true;
  }

  // One request is held while the page is seen; browsers allow few connections to a host, and pages in the background
  // need none. A page that comes back to the front asks at once.
  async function watch() {
    if (held || document.visibilityState !== 'visible') return;
    const mine = held = new AbortController();
    let failures = 0;
    while (!mine.signal.aborted) {
      const query = new URLSearchParams({ path, page, style, problems });
      try {
        const answer = await fetch(`/__trust/wait?${query}`, { cache: 'no-store', signal: mine.signal });
        if (!answer.ok) throw new Error(answer.statusText);
        const now = await answer.json();
        failures = 0;
        gone.hidden = true;
        if (!take(now)) return;
      } catch {
        if (mine.signal.aborted) return;
        failures += 1;
        gone.hidden = failures < 2;
        await pause(Math.min(250 * failures, 2000));
      }
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      watch();
    } else {
      held?.abort();
      held = undefined;
    }
  });
  watch();
}
