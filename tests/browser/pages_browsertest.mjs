// Pages of different kinds: without JavaScript, on an origin that is not
// listed, with texts of the site's own, and made anew by a script.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {commentOf, expectFocus, findBarriers, write} from './browser.mjs';
import {eventually} from './programs.mjs';
import {makeRoom} from './room.mjs';
import {SitePages} from './site_pages.mjs';

const {programs, site, visit, published} = await makeRoom();

async function writePlainly(page, comment, email = 'ann@mail.example') {
  await page.getByRole('textbox', {name: 'Comment'}).fill(comment);
  await page.getByRole('textbox', {name: 'Name'}).fill('Ann');
  await page.getByRole('textbox', {name: 'Email'}).fill(email);
  await page.getByRole('button', {name: /Post Comment|Send/}).click();
}

test('the form works without JavaScript', async () => {
  const page = await visit(programs.origin, {javaScriptEnabled: false});
  await writePlainly(page, 'No script at all.');
  await page.waitForURL(/#winnow-comment-/);
  const comments = await published('bridge-toll');
  assert.equal(comments.at(-1).body, 'No script at all.');
  assert.ok(page.url().endsWith(comments.at(-1).id));

  await writePlainly(page, 'A quandary without a script.');
  await page.waitForURL(/#winnow-awaiting-moderation$/);
  await page.getByText('Your comment is awaiting moderation.').waitFor();
});

test('without JavaScript errors come on a page that keeps what was written',
  async () => {
    // The page's script alone is missing, so that axe-core can run.
    const page = await visit('about:blank');
    await page.route('**/embed/winnow.js', (route) => route.abort());
    await page.goto(programs.origin);
    const text = 'Kept </textarea><script>pwned()</script> "as" it is.';
    await page.getByRole('textbox', {name: 'Website'}).fill('ftp://a.example');
    await writePlainly(page, text);
    await page.waitForURL(/\/form$/);
    assert.equal(await page.getByRole('textbox', {name: 'Comment'})
      .inputValue(), text);
    assert.equal(await page.locator('script').count(), 0);
    assert.deepEqual(await findBarriers(page), []);
    await page.getByRole('textbox', {name: 'Website'}).fill('');
    await page.getByRole('button').first().click();
    await page.waitForURL(/#winnow-comment-/);
    const comments = await published('bridge-toll');
    assert.equal(comments.at(-1).body, text);
  });

test('what is written before the script comes stays', async () => {
  const page = await visit('about:blank');
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route('**/embed/winnow.js', async (route) => {
    await released;
    return route.continue();
  });
  await page.goto(programs.origin, {waitUntil: 'commit'});
  await page.getByRole('textbox', {name: 'Name'}).fill('Early');
  await page.getByRole('textbox', {name: 'Comment'}).fill('Before the script.');
  release();
  await page.getByRole('checkbox', {name: /Save my name/}).waitFor();
  const box = page.getByRole('textbox', {name: 'Comment', exact: true});
  assert.equal(await box.inputValue(), 'Before the script.');
  assert.equal(await page.getByRole('textbox', {name: 'Name', exact: true})
    .inputValue(), 'Early');
  await expectFocus(box);
});

test('the sample page keeps its own policy', async () => {
  const page = await visit(programs.origin);
  await page.getByRole('link', {name: /\d+ comments?/}).waitFor();
  await write(page, {comment: 'From the sample.'});
  await commentOf(page, 'From the sample.').waitFor();
  assert.deepEqual(page.faults, []);
});

test('an origin that is not listed is told nothing and takes no harm',
  async () => {
    const other = await SitePages.start();
    try {
      other.gateway = programs.origin;
      const page = await visit(other.article('foreign'));
      await page.getByText('could not be loaded').waitFor();
      await write(page, {comment: 'From elsewhere.'});
      await page.getByRole('alert').filter({hasText: 'again'}).waitFor();
      assert.equal(await page.getByRole('textbox', {name: 'Comment',
        exact: true}).inputValue(), 'From elsewhere.');
      assert.deepEqual(await published('foreign'), []);
    } finally {
      await other.stop();
    }
  });

test('a site says it in its own words', async () => {
  await programs.submit([{thread: 'german', name: 'A', body: 'Nur einer.'}]);
  const page = await visit(site.article('german',
    {lang: 'de', strings: `${site.origin}/strings.json`}));
  await page.getByRole('heading', {name: '1 Kommentar', exact: true}).waitFor();
  await page.getByRole('heading', {name: 'Schreiben Sie einen Kommentar'})
    .waitFor();
  // What the file does not have, or not as text, stays English.
  await page.getByRole('textbox', {name: 'Name', exact: true}).waitFor();
});

test('a page in no language is shown in one', async () => {
  await programs.submit([{thread: 'klingon', name: 'A', body: 'Qapla.'}]);
  const page = await visit(site.article('klingon',
    {lang: 'not_a_language', strings: `${site.origin}/nowhere.json`}));
  await page.getByRole('heading', {name: '1 comment', exact: true}).waitFor();
});

test('a site may do without email, website and the memory', async () => {
  const page = await visit(site.article('fewer',
    {optional: 'email name', without: 'website remember'}));
  await page.getByRole('heading', {name: 'Leave a Reply'}).waitFor();
  assert.equal(await page.getByRole('textbox', {name: 'Website'}).count(), 0);
  assert.equal(await page.getByRole('checkbox').count(), 0);
  const required = await page.locator('.winnow-form [required]').count();
  assert.equal(required, 1);
});

test('places that a script adds later are found', async () => {
  const page = await visit(site.article('first'));
  await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
  await page.evaluate(() => {
    const place = document.createElement('div');
    place.className = 'winnow';
    Object.assign(place.dataset, {site: 'daily', thread: 'second'});
    document.querySelector('main').append(place);
    document.dispatchEvent(new Event('winnow:scan'));
    place.scrollIntoView();
  });
  await eventually(async () =>
    await page.getByRole('heading', {name: 'No comments yet'}).count() === 2,
  'the second place');
  assert.deepEqual(page.faults, []);
});
