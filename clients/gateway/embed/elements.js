// Making parts of the page. Texts become text nodes and never HTML.

let madeIds = 0;

function makeId(word) {
  return `winnow-${word}-${++madeIds}`;
}

// Attributes that are functions listen to the event of that name; false, null
// and undefined are left out.
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

function button(text, click, attributes = {}) {
  return element('button', {type: 'button', class: 'winnow-button', click,
    ...attributes}, text);
}

// A link that a reader wrote: nobody vouches for it.
function readersLink(href, shown) {
  return element('a', {href, rel: 'ugc nofollow noopener'}, shown);
}

// A reader's text in its own direction, with its web addresses as links.
function bodyElement(text) {
  const parts = splitLinks(tidyBody(text)).map((part) => part.href
    ? readersLink(part.href, part.text) : part.text);
  return element('div', {class: 'winnow-body', dir: 'auto'}, ...parts);
}

// A labelled field with room for what is wrong with it.
class Field {
  constructor({tag = 'input', label, required = false, hint, ...attributes}) {
    const id = makeId('field');
    this.message = element('p', {class: 'winnow-error', id: `${id}-error`,
      hidden: true});
    this.input = element(tag, {id, required, dir: 'auto', ...attributes});
    this.label = element('label', {for: id}, label, required &&
      element('span', {class: 'winnow-required', 'aria-hidden': 'true'}, ' *'));
    this.root = element('div', {class: 'winnow-field'}, this.label, this.input,
      hint, this.message);
  }

  get value() {
    return this.input.value;
  }

  fail(text) {
    this.message.textContent = text;
    this.message.hidden = false;
    this.input.setAttribute('aria-invalid', 'true');
    this.input.setAttribute('aria-describedby', this.message.id);
  }

  clear() {
    this.message.hidden = true;
    this.message.textContent = '';
    this.input.removeAttribute('aria-invalid');
    this.input.removeAttribute('aria-describedby');
  }
}

// Changes a list without moving what somebody reads, in it or elsewhere.
function holdingStill(list, change) {
  const at = document.elementFromPoint(innerWidth / 2, innerHeight / 3);
  const read = at && !at.contains(list) ? at
    : [...list.querySelectorAll('article')].find((one) =>
      one.getBoundingClientRect().bottom > 0);
  const before = read?.getBoundingClientRect().top;
  change();
  if (!read?.isConnected) return;
  const moved = read.getBoundingClientRect().top - before;
  if (moved !== 0) scrollBy({top: moved, behavior: 'instant'});
}
