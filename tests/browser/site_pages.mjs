// A site of static pages on an origin of its own, as a publisher has it:
//   /a/THREAD?lang=ar&dir=rtl&order=newest&…   an article with its comments
//   /index?threads=a,b                          headlines with counts
// Each page has a policy that lets it load and call the gateway and nothing
// else; ?policy=none leaves it out.

import {createServer} from 'node:http';

const escape = (text) => text.replace(/[&<>"]/g,
  (c) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);

const STRINGS = {form_title: 'Schreiben Sie einen Kommentar',
  comments_one: '{n} Kommentar', comments_other: '{n} Kommentare',
  unknown: 'x', form_name: 3};

export class SitePages {
  static async start() {
    const made = new SitePages();
    await new Promise((done) => {
      made.server = createServer((request, answer) =>
        made.answer(request, answer)).listen(0, '127.0.0.1', done);
    });
    made.origin = `http://127.0.0.1:${made.server.address().port}`;
    return made;
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => { this.server.close(done); });
  }

  article(thread, query = {}) {
    return `${this.origin}/a/${encodeURIComponent(thread)}?${
      new URLSearchParams(query)}`;
  }

  index(threads) {
    return `${this.origin}/index?threads=${threads.join()}`;
  }

  answer(request, answer) {
    const url = new URL(request.url, this.origin);
    const query = Object.fromEntries(url.searchParams);
    if (url.pathname === '/strings.json') {
      answer.setHeader('Content-Type', 'application/json');
      return answer.end(JSON.stringify(STRINGS));
    }
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    if (query.policy !== 'none') {
      answer.setHeader('Content-Security-Policy', "default-src 'none'; " +
        `script-src ${this.gateway}; style-src ${this.gateway}; ` +
        `connect-src 'self' ${this.gateway}; base-uri 'none'; ` +
        "form-action 'none'; require-trusted-types-for 'script'");
    }
    const {pathname} = url;
    if (pathname === '/index') return answer.end(this.indexPage(query));
    if (pathname.startsWith('/a/')) {
      return answer.end(this.articlePage(
        decodeURIComponent(pathname.slice(3)), query));
    }
    // Browsers ask for it where no policy forbids pictures.
    answer.statusCode = pathname === '/favicon.ico' ? 204 : 404;
    return answer.end();
  }

  page({lang = 'en', dir = 'ltr'}, title, body) {
    return `<!DOCTYPE html>
<html lang="${escape(lang)}" dir="${escape(dir)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<script src="${this.gateway}/embed/winnow.js" defer></script>
</head>
<body><main>
<h1>${escape(title)}</h1>
${body}
</main></body>
</html>
`;
  }

  articlePage(thread, {lang, dir, policy, ...settings}) {
    const attributes = Object.entries({site: 'daily', thread, ...settings})
      .map(([name, value]) => ` data-${name}="${escape(value)}"`).join('');
    const text = `<p>${'A sentence of the article. '.repeat(40)}</p>`;
    return this.page({lang, dir}, `About ${thread}`,
      `${text}\n<div class="winnow"${attributes}></div>\n${text.repeat(3)}`);
  }

  indexPage({threads}) {
    return this.page({}, 'Headlines', threads.split(',').map((thread) =>
      `<p><a href="/a/${thread}" data-winnow-count="${escape(thread)}"
       data-winnow-site="daily">Comments</a></p>`).join('\n'));
  }
}
