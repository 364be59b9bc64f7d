// Reading: order, pages, counts, and what is new while one reads.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {commentOf, expectFocus, write} from './browser.mjs';
import {eventually} from './programs.mjs';
import {makeRoom} from './room.mjs';

const {programs, site, visit, published} = await makeRoom();

// `count` comments, one after the other.
function numbered(thread, count) {
  return Array.from({length: count}, (_, i) => ({thread, name: `Reader ${i}`,
    body: `This is number ${i}. ${'It goes on for a while. '.repeat(20)}`}));
}

function bodies(page) {
  return page.locator('.winnow-body').evaluateAll((all) =>
    all.map((one) => one.textContent.match(/number (\d+)/)?.[1]));
}

test('lists the oldest first, page by page, or the newest', async () => {
  for (const comment of numbered('pages', 7)) await programs.submit([comment]);
  const page = await visit(site.article('pages', {'page-size': 3}));
  await page.getByRole('heading', {name: '7 comments'}).waitFor();
  assert.deepEqual(await bodies(page), ['0', '1', '2']);
  const more = page.getByRole('button', {name: 'More comments'});
  await more.click();
  await commentOf(page, 'number 5').waitFor();
  const fourth = commentOf(page, 'number 3');
  await expectFocus(fourth);
  await more.click();
  await commentOf(page, 'number 6').waitFor();
  await more.waitFor({state: 'hidden'});
  assert.deepEqual(await bodies(page), ['0', '1', '2', '3', '4', '5', '6']);
  await page.getByLabel('Sort by').selectOption('newest');
  await commentOf(page, 'number 0').waitFor({state: 'detached'});
  await commentOf(page, 'number 6').waitFor();
  assert.deepEqual(await bodies(page), ['6', '5', '4']);
  assert.deepEqual(page.faults, []);
});

test('nests replies to a depth, and says beyond whom they answer', async () => {
  let parent = '';
  for (let depth = 1; depth <= 6; ++depth) {
    const [id] = await programs.submit([{thread: 'deep', name: `D${depth}`,
      body: `At depth ${depth}.`, ...(parent && {parent})}]);
    parent = `sites/daily/comments/${id}`;
  }
  const page = await visit(site.article('deep'));
  await commentOf(page, 'At depth 6.').waitFor();
  const depths = await page.locator('.winnow-item').evaluateAll((all) =>
    all.map((one) => {
      let depth = 0;
      for (let at = one; at; at = at.parentElement.closest('.winnow-item')) {
        depth += 1;
      }
      return depth;
    }));
  assert.deepEqual(depths, [1, 2, 3, 4, 4, 4]);
  await commentOf(page, 'At depth 5.').getByText('In reply to D4').waitFor();
  await commentOf(page, 'At depth 6.').getByText('In reply to D5').waitFor();
});

test('puts replies that came first below their comment when it comes',
  async () => {
    const [first] = await programs.submit([
      {thread: 'orphans', name: 'Old', body: 'The old one.'}]);
    await programs.submit([{thread: 'orphans', name: 'Mid', body: 'Between.'}]);
    await programs.submit([{thread: 'orphans', name: 'New', body: 'The reply.',
      parent: `sites/daily/comments/${first}`}]);
    const page = await visit(site.article('orphans',
      {order: 'newest', 'page-size': 1}));
    await commentOf(page, 'The reply.').getByText('In reply to an earlier')
      .waitFor();
    const more = page.getByRole('button', {name: 'More comments'});
    await more.click();
    await commentOf(page, 'Between.').waitFor();
    await more.click();
    await page.locator('.winnow-replies').getByText('The reply.').waitFor();
    assert.equal(await page.getByText('In reply to').count(), 0);
  });

test('a reply that is being written stays when the list changes', async () => {
  for (const comment of numbered('drafts', 4)) {
    await programs.submit([comment]);
  }
  const page = await visit(site.article('drafts'));
  await page.getByRole('button', {name: 'Reply to Reader 1'}).click();
  const box = page.getByRole('textbox', {name: 'Comment', exact: true});
  await box.fill('Not yet done.');
  await page.getByLabel('Sort by').selectOption('newest');
  await eventually(async () => (await bodies(page)).join() === '3,2,1,0',
    'the newest first');
  assert.equal(await box.inputValue(), 'Not yet done.');
  await page.getByRole('heading', {name: 'Reply to Reader 1'}).waitFor();

  const {id} = (await published('drafts'))[1];
  await programs.winnow('reject', id);
  await commentOf(page, 'number 1').waitFor({state: 'detached'});
  assert.equal(await box.inputValue(), 'Not yet done.');
  await page.getByRole('heading', {name: 'Leave a Reply'}).waitFor();
});

test('shows what is new without moving what is read', async () => {
  for (const comment of numbered('still', 6)) await programs.submit([comment]);
  const page = await visit(site.article('still', {order: 'newest'}));
  const read = commentOf(page, 'number 2');
  await read.evaluate((one) => one.scrollIntoView({block: 'center'}));
  const top = () => read.evaluate((one) => one.getBoundingClientRect().top);
  const before = await top();
  await programs.submit([{thread: 'still', name: 'Late', body: 'Just now. ' +
    'A long one, too. '.repeat(60)}]);
  await commentOf(page, 'Just now.').waitFor();
  await page.getByText('1 new comment.').waitFor();
  await page.getByRole('heading', {name: '7 comments'}).waitFor();
  assert.ok(Math.abs(await top() - before) < 1, `${before}, ${await top()}`);
  assert.deepEqual(page.faults, []);
});

test('takes away what a moderator takes back', async () => {
  const [id] = await programs.submit([
    {thread: 'gone', name: 'Ove', body: 'Not for long.'}]);
  const page = await visit(site.article('gone'));
  await commentOf(page, 'Not for long.').waitFor();
  await programs.winnow('reject', id);
  await commentOf(page, 'Not for long.').waitFor({state: 'detached'});
  await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
});

test('works where there are no events', async () => {
  const page = await visit('about:blank');
  await page.addInitScript(() => { delete window.EventSource; });
  await page.goto(site.article('no-events'));
  await write(page, {comment: 'Still here.'});
  await commentOf(page, 'Still here.').waitFor();
  await page.getByRole('heading', {name: '1 comment', exact: true}).waitFor();
  assert.deepEqual(page.faults, []);
});

test('catches up with what came while the tab was away', async () => {
  const page = await visit(site.article('away'));
  await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
  const turn = (hidden) => page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', {configurable: true, value: is});
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await turn(true);
  await programs.submit([{thread: 'away', name: 'Ann', body: 'Meanwhile.'}]);
  await turn(false);
  await commentOf(page, 'Meanwhile.').waitFor();
});

test('counts comments beside headlines with one request', async () => {
  await programs.submit([
    {thread: 'count-1', name: 'A', body: 'One.'},
    {thread: 'count-2', name: 'B', body: 'One of two.'},
    {thread: 'count-2', name: 'C', body: 'Two of two, and another.'}]);
  await eventually(async () => (await published('count-2')).length === 2,
    'both comments');
  const page = await visit('about:blank');
  let requests = 0;
  page.on('request', (request) => {
    requests += request.url().includes('/counts?') ? 1 : 0;
  });
  await page.goto(site.index(['count-1', 'count-2', 'count-none']));
  await page.getByRole('link', {name: '1 comment', exact: true}).waitFor();
  await page.getByRole('link', {name: '2 comments'}).waitFor();
  await page.getByRole('link', {name: '0 comments'}).waitFor();
  assert.equal(requests, 1);
  assert.deepEqual(page.faults, []);
});

test('goes to the comment that a link names', async () => {
  for (const comment of numbered('link', 5)) await programs.submit([comment]);
  const {id} = (await published('link'))[4];
  const page = await visit(
    `${site.article('link', {'page-size': 2})}#winnow-comment-${id}`);
  const comment = commentOf(page, 'number 4');
  await expectFocus(comment);
  await eventually(() => comment.evaluate((one) => {
    const {top, bottom} = one.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }), 'it is seen');
});

test('offers no form where a thread is closed', async () => {
  await programs.submit([{thread: 'closed', name: 'A', body: 'The last.'}]);
  await programs.winnow('thread', 'close', 'closed');
  const page = await visit(site.article('closed'));
  await page.getByText('Comments are closed.').waitFor();
  await commentOf(page, 'The last.').waitFor();
  assert.equal(await page.locator('.winnow-form').count(), 0);
  assert.equal(await page.getByRole('button', {name: /^Reply/}).count(), 0);
});

test('offers to try again when the list does not come', async () => {
  await programs.submit([{thread: 'retry', name: 'A', body: 'There it is.'}]);
  const page = await visit('about:blank');
  await page.route('**/comments?**', (route) => route.fulfill({status: 500,
    body: '{}', headers: {'Access-Control-Allow-Origin': site.origin}}));
  await page.goto(site.article('retry', {live: 'off'}));
  await page.getByText('could not be loaded').waitFor();
  await page.getByRole('heading', {name: 'Comments', exact: true}).waitFor();
  await page.unroute('**/comments?**');
  await page.getByRole('button', {name: 'Try again'}).click();
  await commentOf(page, 'There it is.').waitFor();
});
