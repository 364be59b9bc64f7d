// Finds its places in the page and begins.

const script = document.currentScript ??
  document.querySelector('script[src$="/embed/winnow.js"]');
// The gateway that this script came from.
const base = new URL('../', script.src).href;

// Long before the reader scrolls to it, and at once where a link led to it.
function whenSeen(place, act, margin = '0px') {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    act();
  }, {rootMargin: margin});
  seen.observe(place);
}

// Without the query, which is often only where a reader came from.
function articleUrl() {
  return document.querySelector('link[rel="canonical"]')?.href ||
    location.origin + location.pathname;
}

// What the <div> says goes over what the <script> says.
function readSettings(place) {
  const given = {...script.dataset, ...place.dataset};
  const words = (text) => (text ?? '').split(/\s+/);
  const {href: url} = new URL(given.url || articleUrl(), location.href);
  return {
    base,
    site: given.site,
    thread: given.thread || new URL(url).pathname,
    url,
    order: given.order === 'newest' ? 'newest' : 'oldest',
    pageSize: Math.min(Math.max(parseInt(given.pageSize, 10) || 50, 1), 100),
    optional: words(given.optional),
    without: words(given.without),
    isLive: given.live !== 'off',
    strings: given.strings,
  };
}

function addStylesheet() {
  const href = `${base}embed/winnow.css`;
  const links = [...document.querySelectorAll('link[rel="stylesheet"]')];
  if (script.dataset.stylesheet === 'none' ||
      links.some((link) => link.href === href)) return;
  document.head.append(element('link', {rel: 'stylesheet', href}));
}

async function begin(place) {
  const settings = readSettings(place);
  const thread = new Thread(place, settings,
    await loadStrings(settings.strings));
  await thread.start();
  if (settings.isLive && 'EventSource' in window) new Live(thread);
}

async function scan() {
  for (const place of document.querySelectorAll('div.winnow')) {
    if (place.winnowBegun) continue;
    if (!readSettings(place).site) {
      console.error('winnow: a <div class="winnow"> needs data-site');
      continue;
    }
    place.winnowBegun = true;
    if (location.hash.startsWith('#winnow-')) begin(place);
    else whenSeen(place, () => begin(place), '800px');
  }
  await countHeadlines(base, script.dataset,
    await loadStrings(script.dataset.strings));
}

addStylesheet();
// For pages that change without being loaded anew.
document.addEventListener('winnow:scan', scan);
scan();
