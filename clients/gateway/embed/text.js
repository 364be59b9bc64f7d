// Functions of texts and of comments that touch neither page nor network.

// Web addresses in running text. No direction marks inside: with them a link
// could read otherwise than where it leads.
const ADDRESS =
  /\bhttps?:\/\/[^\s<>"\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2000}/giu;

// The address as a browser writes it, if it is http or https and names nobody
// (https://bank.example@evil.example); else ''.
function webAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return '';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return '';
  return url.username || url.password ? '' : url.href;
}

// An address at the end of a sentence does not have its full stop, and one in
// brackets not the closing one.
function trimAddress(text) {
  for (;;) {
    const last = text.at(-1);
    const open = {')': '(', ']': '[', '}': '{'}[last];
    if (open ? text.split(last).length > text.split(open).length
      : /[.,;:!?'’”»*_]/u.test(last)) {
      text = text.slice(0, -1);
    } else {
      return text;
    }
  }
}

// Cuts a text into {text, href}; href is '' but for web addresses.
function splitLinks(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = trimAddress(found[0]);
    const href = webAddress(address);
    if (!href) continue;
    if (found.index > end) {
      parts.push({text: text.slice(end, found.index), href: ''});
    }
    parts.push({text: address, href});
    end = found.index + address.length;
  }
  if (end < text.length) parts.push({text: text.slice(end), href: ''});
  return parts;
}

// A reader's text as it is shown: more than one empty line says nothing.
function tidyBody(text) {
  return text.replace(/\n(?:[ \t]*\n){2,}/g, '\n\n').trim();
}

// People write example.org; the server takes addresses.
function completeWebsite(text) {
  const trimmed = text.trim();
  return trimmed === '' || /^[a-z][a-z0-9+.-]*:/i.test(trimmed)
    ? trimmed : `https://${trimmed}`;
}

// Which fields of a submission are missing or no address, as {field, key}. Only
// the server knows for certain.
function checkFields(values, required) {
  const errors = [];
  for (const field of ['body', 'display_name', 'email']) {
    const text = (values[field] ?? '').trim();
    if (text === '') {
      if (required.includes(field)) errors.push({field, key: 'error_required'});
    } else if (field === 'email' && !/^[^\s@]+@[^\s@]+$/.test(text)) {
      errors.push({field, key: 'error_email'});
    }
  }
  return errors;
}

// `sites/daily/comments/ID` → ID.
function bareId(name) {
  return name.slice(name.lastIndexOf('/') + 1);
}

// Lists sort by time, then by id. Times are RFC 3339 with as many digits as it
// needs, so their texts do not sort.
function compareComments(a, b) {
  return Date.parse(a.create_time) - Date.parse(b.create_time) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

// A new id for each thing that is done. randomUUID() is not there on pages
// without HTTPS.
function makeRequestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

// How long to wait before attempt `n` (from 1) in ms: what the server asked
// for, else 1, 2, 4, … seconds; up to half of it more, so that not everybody
// comes back at once.
function retryDelay(n, retryAfter, random = Math.random()) {
  const seconds = Math.max(retryAfter || 0, 2 ** (n - 1));
  return 1000 * seconds * (1 + random / 2);
}
