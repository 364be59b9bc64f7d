// Nothing that a reader wrote runs, becomes part of the page or leads elsewhere
// than it reads; and no policy has to stop it, since nothing tries.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {HOSTILE_TEXTS, HOSTILE_WEBSITES} from './hostile_texts.mjs';
import {makeRoom} from './room.mjs';

const {programs, site, visit} = await makeRoom();

// Elements, addresses and attributes that the page's script never makes.
function findStrangers(page) {
  return page.locator('.winnow').evaluate((root) => {
    const known = new Set(['SECTION', 'DIV', 'H2', 'H3', 'LABEL', 'SELECT',
      'OPTION', 'OL', 'UL', 'LI', 'ARTICLE', 'HEADER', 'SPAN', 'BDI', 'A',
      'TIME', 'P', 'BUTTON', 'FORM', 'INPUT', 'TEXTAREA']);
    const found = [];
    for (const one of root.querySelectorAll('*')) {
      if (!known.has(one.tagName)) found.push(one.outerHTML);
      for (const {name, value} of one.attributes) {
        if (name.startsWith('on') || name === 'style') found.push(name);
        if (name === 'href' && !/^(#|https?:\/\/)/.test(value)) {
          found.push(value);
        }
      }
    }
    return found;
  });
}

async function expectHarmless(page) {
  // Everything that can be pressed, pointed at or focused is.
  for (const link of await page.locator('.winnow-body, .winnow-name').all()) {
    await link.dispatchEvent('mouseover');
    await link.dispatchEvent('click');
  }
  assert.deepEqual(await findStrangers(page), []);
  assert.equal(await page.evaluate(() => window.wasPwned), undefined);
  assert.deepEqual(page.faults, []);
}

async function visitWatched(address) {
  const page = await visit('about:blank');
  await page.addInitScript(() => {
    window.pwned = () => { window.wasPwned = true; };
  });
  return {page, go: () => page.goto(address)};
}

test('stored texts are shown letter by letter', async () => {
  assert.ok(HOSTILE_TEXTS.length >= 50);
  for (let i = 0; i < HOSTILE_TEXTS.length; i += 50) {
    await programs.submit(HOSTILE_TEXTS.slice(i, i + 50).map((text, j) => ({
      thread: 'hostile', name: text.slice(0, 60), body: `${i + j}: ${text}`,
      website: `https://evil.example/${encodeURIComponent(text)}`})));
  }
  for (const policy of ['strict', 'none']) {
    const {page, go} = await visitWatched(
      site.article('hostile', {policy, 'page-size': 100}));
    await go();
    await page.getByRole('heading',
      {name: `${HOSTILE_TEXTS.length} comments`}).waitFor();
    const shown = await page.locator('.winnow-body').allTextContents();
    for (const [i, text] of HOSTILE_TEXTS.entries()) {
      const lines = text.replaceAll('\r\n', '\n');
      assert.ok(shown.includes(`${i}: ${lines}`), `${i}: ${text}`);
    }
    await expectHarmless(page);
  }
});

test('a hostile server gets no further', async () => {
  const comments = [...HOSTILE_WEBSITES, ...HOSTILE_TEXTS].map((text, i) => {
    const id = `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`;
    return {name: `sites/daily/comments/${id}`, id, thread_id: text,
      thread_url: text, parent: text, display_name: text, website: text,
      body: text, state: 'APPROVED', author_handle: text, author_role: text,
      author_verified: true, create_time: text, update_time: text, revision: 1,
      etag: text, reply_count: 0, edited: true, deleted: false, featured: true,
      reasons: [{code: text, text}]};
  });
  for (const policy of ['strict', 'none']) {
    const {page, go} = await visitWatched(
      site.article('server', {policy, live: 'off'}));
    await page.route('**/comments?**', (route) => route.fulfill({
      headers: {'Access-Control-Allow-Origin': site.origin},
      json: {comments, next_page_token: '', approved_count: comments.length,
        thread_state: 'OPEN'}}));
    await go();
    await page.getByRole('heading',
      {name: `${comments.length} comments`}).waitFor();
    for (const link of await page.locator('.winnow-name a').all()) {
      const href = await link.getAttribute('href');
      assert.match(href, /^https?:\/\/[^@]*$/);
    }
    await expectHarmless(page);
  }
});

test('what the server finds wrong is shown as text', async () => {
  const {page, go} = await visitWatched(site.article('detail'));
  await go();
  await page.route('**/comments', (route, request) =>
    request.method() !== 'POST' ? route.continue() : route.fulfill({
      status: 422, headers: {'Access-Control-Allow-Origin': site.origin},
      json: {status: 422, code: 'invalid_fields', detail: 'x', errors:
        ['body', 'website', 'parent', '<b>'].map((field) =>
          ({field, detail: '<img src=x onerror=pwned()>'}))}}));
  const form = page.locator('.winnow-form');
  for (const name of ['Comment', 'Name']) {
    await form.getByRole('textbox', {name, exact: true}).fill('x');
  }
  await form.getByRole('textbox', {name: 'Email', exact: true}).fill('a@b.de');
  await form.getByRole('button', {name: 'Post Comment'}).click();
  await page.getByRole('alert').getByText('onerror').first().waitFor();
  assert.deepEqual(await findStrangers(page), []);
  // The status of the answer is the browser's own message.
  assert.deepEqual(page.faults.filter((one) => !one.includes('422')), []);
});
