// A static server for one built portal on loopback, with the headers that its `_headers` file asks for.

import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.xml': 'application/xml', '.ics': 'text/calendar', '.txt': 'text/plain; charset=utf-8', '.csv': 'text/csv', '.md': 'text/markdown; charset=utf-8',
  '.woff2': 'font/woff2', '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/// Rules of a `_headers` file as CDN hosts read it: a path pattern, then indented `Name: value` lines.
export function headerRules(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    if (!line.trim() || line.trim().startsWith('#')) continue;
    if (/^\s/.test(line)) {
      const at = line.indexOf(':');
      rules.at(-1).headers.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
    } else {
      const pattern = line.trim().split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
      rules.push({ pattern: new RegExp(`^${pattern}$`), headers: [] });
    }
  }
  return rules;
}

/// Serves a folder below the path of the portal's own address; resolves to `{ home, close }`. With `zip`, texts are
/// compressed, as every host does.
export function serve(folder, zip = false) {
  const site = new URL(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).site);
  const below = site.pathname.endsWith('/') ? site.pathname : `${site.pathname}/`;
  const rules = headerRules(readFileSync(join(folder, '_headers'), 'utf8'));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.startsWith(below) ? find(folder, path.slice(below.length)) : null;
    const headers = {};
    for (const rule of rules) {
      if (rule.pattern.test(path)) {
        for (const [name, value] of rule.headers) headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
      }
    }
    const shown = file ?? join(folder, '404.html');
    headers['Content-Type'] = TYPES[extname(shown)] ?? 'application/octet-stream';
    const zipped = zip && /text|json|xml|javascript/.test(headers['Content-Type']);
    if (zipped) headers['Content-Encoding'] = 'gzip';
    response.writeHead(file ? 200 : 404, headers);
    if (zipped) response.end(gzipSync(readFileSync(shown)));
    else createReadStream(shown).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ home: `http://127.0.0.1:${server.address().port}${below}`, site: site.href, close: () => server.close() });
    });
  });
}

function find(folder, path) {
  const inside = normalize(path || '.');
  if (inside.startsWith('..')) return null;
  for (const file of [join(folder, inside), join(folder, inside, 'index.html')]) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return null;
}
