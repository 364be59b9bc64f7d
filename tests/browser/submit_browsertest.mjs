// Writing a comment: what is wrong with it, what becomes of it, and that it is
// stored once whatever happens on the way.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {commentOf, expectFocus, write} from './browser.mjs';
import {eventually} from './programs.mjs';
import {makeRoom} from './room.mjs';

const {programs, site, visit, published} = await makeRoom();

const isPost = (request) => request.method() === 'POST' &&
  request.url().endsWith('/comments');

// The text that a screen reader says with a field.
function describedBy(field) {
  return field.evaluate((input) =>
    document.getElementById(input.getAttribute('aria-describedby'))
      ?.textContent);
}

test('names what is missing beside each field and goes to the first',
  async () => {
    const page = await visit(site.article('missing'));
    const comment = page.getByRole('textbox', {name: 'Comment', exact: true});
    const email = page.getByRole('textbox', {name: 'Email', exact: true});
    await page.getByRole('button', {name: 'Post Comment'}).click();
    for (const name of ['Comment', 'Name', 'Email']) {
      const field = page.getByRole('textbox', {name, exact: true});
      assert.equal(await describedBy(field), 'This field is required.');
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
    }
    await expectFocus(comment);
    await page.getByRole('alert').getByRole('link', {name: /^Email/}).click();
    await expectFocus(email);

    await write(page, {comment: 'Yes.', email: 'nonsense'});
    assert.match(await describedBy(email), /ann@example\.org/);
    assert.equal(await comment.getAttribute('aria-invalid'), null);
    assert.equal(await comment.inputValue(), 'Yes.');
    assert.deepEqual(await published('missing'), []);
    assert.deepEqual(page.faults, []);
  });

test('shows what the server finds wrong beside the field', async () => {
  const page = await visit(site.article('server'));
  await write(page, {comment: 'Yes.', website: 'ftp://files.example/'});
  const website = page.getByRole('textbox', {name: 'Website', exact: true});
  await page.locator('[aria-invalid]').waitFor();
  assert.match(await describedBy(website), /http/);
  await write(page, {comment: 'Yes.', website: 'ann.example'});
  await commentOf(page, 'Yes.').waitFor();
  const link = page.getByRole('link', {name: 'Ann'});
  assert.equal(await link.getAttribute('href'), 'https://ann.example/');
  assert.equal(await link.getAttribute('rel'), 'ugc nofollow noopener');
});

test('publishes at once and goes to the comment', async () => {
  const page = await visit(site.article('at-once'));
  await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
  await write(page, {comment: 'I cross it every day.'});
  const comment = commentOf(page, 'I cross it every day.');
  await comment.waitFor();
  await page.getByRole('heading', {name: '1 comment'}).waitFor();
  await page.getByText('Your comment is published.').waitFor();
  await expectFocus(comment);
  assert.equal(
    await page.getByRole('textbox', {name: 'Comment', exact: true})
      .inputValue(), '');
  const [stored] = await published('at-once');
  assert.equal(stored.thread_url, site.article('at-once').replace(/\?$/, ''));
  assert.deepEqual(page.faults, []);
});

test('puts a reply below the comment it answers', async () => {
  await programs.submit([{thread: 'replies', name: 'Ines', body: 'Why two?'}]);
  const page = await visit(site.article('replies'));
  await page.getByRole('button', {name: 'Reply to Ines'}).click();
  await page.getByRole('heading', {name: 'Reply to Ines'}).waitFor();
  await page.getByRole('button', {name: 'Cancel reply'}).click();
  await page.getByRole('heading', {name: 'Leave a Reply'}).waitFor();
  await page.getByRole('button', {name: 'Reply to Ines'}).click();
  await write(page, {comment: 'One each way.'});
  await page.locator('.winnow-replies')
    .getByText('One each way.').waitFor();
  const comments = await published('replies');
  assert.equal(comments[1].parent, comments[0].name);
});

test('keeps a held comment for its author and shows it to all when approved',
  async () => {
    const address = site.article('held');
    const author = await visit(address, {});
    const reader = await visit(address, {});
    await reader.getByRole('heading', {name: 'No comments yet'}).waitFor();
    await write(author, {comment: 'It is a quandary.'});
    const note = author.getByText('awaiting moderation. Only you');
    await note.waitFor();
    await author.reload();
    await note.waitFor();
    assert.equal(await commentOf(reader, 'quandary').count(), 0);

    const id = await author.locator('.winnow-item').getAttribute('id');
    await author.evaluate(() => { window.stayed = true; });
    await programs.winnow('approve', id.replace('winnow-comment-', ''));
    await commentOf(reader, 'quandary').waitFor();
    await reader.getByText('1 new comment.').waitFor();
    await note.waitFor({state: 'detached'});
    await commentOf(author, 'quandary').waitFor();
    assert.ok(await author.evaluate(() => window.stayed));
    assert.deepEqual([...author.faults, ...reader.faults], []);
  });

test('says that a comment was refused and takes an appeal', async () => {
  const page = await visit(site.article('refused'));
  await write(page, {comment: 'Balderdash, all of it.'});
  await page.getByText('was not published. Only you').waitFor();
  await page.getByRole('button', {name: 'Ask for a second look'}).click();
  const dialog = page.getByRole('dialog', {name: 'Ask for a second look'});
  await dialog.getByRole('button', {name: 'Ask for a second look'}).click();
  await dialog.getByText('This field is required.').waitFor();
  await dialog.getByRole('textbox').fill('It is an old word.');
  await dialog.getByRole('button', {name: 'Ask for a second look'}).click();
  await page.getByText('You have asked a moderator').waitFor();
  assert.equal(
    await page.getByRole('button', {name: 'Ask for a second look'}).count(), 0);
  assert.match(await programs.winnow('queue'), /Balderdash/);
});

test('makes one comment of a double click', async () => {
  const page = await visit(site.article('double'));
  let posts = 0;
  page.on('request', (request) => { posts += isPost(request) ? 1 : 0; });
  await write(page, {comment: ''});
  await page.getByRole('textbox', {name: 'Comment', exact: true}).fill('Once.');
  await page.getByRole('button', {name: 'Post Comment'}).dblclick();
  await commentOf(page, 'Once.').waitFor();
  assert.equal(posts, 1);
  assert.equal((await published('double')).length, 1);
});

test('makes one comment although the first answer is lost', async () => {
  const page = await visit(site.article('lost'));
  const keys = [];
  await page.route('**/comments', async (route, request) => {
    if (!isPost(request)) return route.continue();
    keys.push(request.headers()['idempotency-key']);
    if (keys.length > 1) return route.continue();
    await route.fetch();  // stored, and nobody hears of it
    return route.abort('connectionreset');
  });
  await write(page, {comment: 'Nothing twice.'});
  await commentOf(page, 'Nothing twice.').waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal((await published('lost')).length, 1);
  assert.equal(await commentOf(page, 'Nothing twice.').count(), 1);
});

for (const [status, said] of [[503, 'Your text is still here'],
  [429, 'Please try again a little later']]) {
  test(`sends the same again when the reader does after a ${status}`,
    async () => {
      const thread = `again-${status}`;
      const page = await visit(site.article(thread));
      const keys = [];
      await page.route('**/comments', async (route, request) => {
        if (!isPost(request)) return route.continue();
        keys.push(request.headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch();  // it had been stored, and this was in between
        return route.fulfill({status, body: '{}', headers: {
          'Retry-After': '600', 'Access-Control-Allow-Origin': site.origin,
          'Access-Control-Expose-Headers': 'Retry-After'}});
      });
      await write(page, {comment: 'Patience.',
        email: `${thread}@mail.example`});
      await page.getByRole('alert').getByText(said).waitFor();
      await page.getByRole('button', {name: 'Post Comment'}).click();
      await commentOf(page, 'Patience.').first().waitFor();
      assert.equal(keys[0], keys[1]);
      assert.equal((await published(thread)).length, 1);
      await page.getByRole('heading', {name: '1 comment', exact: true})
        .waitFor();
    });
}

test('keeps what is written while a comment is on its way', async () => {
  const page = await visit(site.article('meanwhile'));
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route('**/comments', async (route, request) => {
    if (isPost(request)) await released;
    return route.continue();
  });
  await write(page, {comment: 'The first.', email: 'ann-2@mail.example'});
  await page.getByText('Sending').waitFor();
  const box = page.getByRole('textbox', {name: 'Comment', exact: true});
  await box.fill('And the next.');
  release();
  await commentOf(page, 'The first.').waitFor();
  assert.equal(await box.inputValue(), 'And the next.');
});

test('remembers a name only if asked to', async () => {
  const page = await visit(site.article('memory'));
  const name = page.getByRole('textbox', {name: 'Name', exact: true});
  await write(page, {comment: 'First.', name: 'Zoë'});
  await commentOf(page, 'First.').waitFor();
  await page.reload();
  assert.equal(await name.inputValue(), '');
  await page.getByRole('checkbox', {name: /Save my name/}).check();
  await write(page, {comment: 'Second.', name: 'Zoë'});
  await commentOf(page, 'Second.').waitFor();
  await page.reload();
  assert.equal(await name.inputValue(), 'Zoë');
  assert.ok(await page.getByRole('checkbox', {name: /Save my name/})
    .isChecked());
});

test('takes what fills in the hidden field for a machine', async () => {
  const page = await visit(site.article('trap'));
  await page.getByRole('textbox', {name: 'Comment', exact: true}).fill('Buy.');
  const trap = page.locator('.winnow-trap input');
  await eventually(() => trap.getAttribute('name'), 'the hidden field');
  await trap.evaluate((input) => { input.value = 'machine'; });
  await write(page, {comment: 'Buy this.'});
  await page.getByText('was not published. Only you').waitFor();
  assert.deepEqual(await published('trap'), []);
});
