// What authors do with their own comments, and readers with others'.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {commentOf, expectFocus, write} from './browser.mjs';
import {makeRoom} from './room.mjs';

const {programs, site, visit, published} = await makeRoom();

async function writeOn(thread, comment) {
  const page = await visit(site.article(thread));
  await write(page, {comment});
  await commentOf(page, comment).getByRole('button', {name: 'Edit'}).waitFor();
  return page;
}

test('an edit shows to everybody at once', async () => {
  const author = await writeOn('edit', 'Two euros is to much.');
  const reader = await visit(site.article('edit'));
  await commentOf(reader, 'to much').waitFor();
  await author.getByRole('button', {name: 'Edit'}).click();
  const box = author.getByRole('textbox', {name: 'Your comment'});
  assert.equal(await box.inputValue(), 'Two euros is to much.');
  await box.fill(' ');
  await author.getByRole('button', {name: 'Save'}).click();
  await author.getByText('This field is required.').waitFor();
  await box.fill('Two euros is too much.');
  await author.getByRole('button', {name: 'Save'}).click();
  await author.getByText('Your changes are saved.').waitFor();
  await commentOf(author, 'too much').getByText('edited').waitFor();
  await commentOf(reader, 'too much').waitFor();
  await reader.getByRole('heading', {name: '1 comment', exact: true}).waitFor();
  const [stored] = await published('edit');
  assert.equal(stored.body, 'Two euros is too much.');
  assert.deepEqual([...author.faults, ...reader.faults], []);
});

test('an edit may be given up, and one that is doubted waits', async () => {
  const page = await writeOn('doubted', 'Half for islanders.');
  await page.getByRole('button', {name: 'Edit'}).click();
  await page.getByRole('textbox', {name: 'Your comment'}).fill('Nothing.');
  await page.getByRole('button', {name: 'Cancel', exact: true}).click();
  await commentOf(page, 'Half for islanders.').waitFor();
  const edit = page.getByRole('button', {name: 'Edit'});
  await expectFocus(edit);
  await edit.click();
  await page.getByRole('textbox', {name: 'Your comment'}).fill('A quandary.');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('awaiting moderation. Only you').waitFor();
});

test('a withdrawn comment goes from every page', async () => {
  const author = await writeOn('withdraw', 'I take it back.');
  const reader = await visit(site.article('withdraw'));
  await commentOf(reader, 'I take it back.').waitFor();
  const button = author.getByRole('button', {name: 'Withdraw'});
  await button.click();
  await author.keyboard.press('Escape');
  await author.getByRole('dialog').waitFor({state: 'detached'});
  await expectFocus(button);
  await button.click();
  await author.getByRole('dialog').getByRole('button', {name: 'Withdraw'})
    .click();
  for (const page of [author, reader]) {
    await commentOf(page, 'I take it back.').waitFor({state: 'detached'});
    await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
  }
  assert.deepEqual(await published('withdraw'), []);
  await author.reload();
  await author.getByRole('heading', {name: 'No comments yet'}).waitFor();
});

test('a withdrawn comment with replies leaves its place', async () => {
  const author = await writeOn('shell', 'Who answers?');
  const [parent] = await published('shell');
  await programs.submit([{thread: 'shell', parent: parent.name, name: 'Tom',
    body: 'I do.'}]);
  await commentOf(author, 'I do.').waitFor();
  await author.getByRole('button', {name: 'Withdraw'}).click();
  await author.getByRole('dialog').getByRole('button', {name: 'Withdraw'})
    .click();
  await author.getByText('This comment was deleted.').waitFor();
  await commentOf(author, 'I do.').waitFor();
  await author.reload();
  await author.getByText('This comment was deleted.').waitFor();
  await author.locator('.winnow-replies').getByText('I do.').waitFor();
});

test('a report reaches the moderators', async () => {
  await programs.submit([
    {thread: 'report', name: 'Ove', body: 'Buy my boat.'}]);
  const page = await visit(site.article('report'));
  // Loopback is no reader's address: the gateway hears of one from a proxy.
  await page.route('**/reports', (route, request) => route.continue({
    headers: {...request.headers(), 'X-Forwarded-For': '2001:db8::9'}}));
  await page.getByRole('button', {name: 'Report the comment of Ove'}).click();
  const dialog = page.getByRole('dialog', {name: 'Report this comment'});
  await dialog.getByRole('button', {name: 'Report'}).click();
  await dialog.getByText('This field is required.').waitFor();
  await dialog.getByRole('radio', {name: 'It is advertising'}).check();
  await dialog.getByRole('textbox').fill('Every week.');
  await dialog.getByRole('button', {name: 'Report'}).click();
  await page.getByText('Thank you.').waitFor();
  await commentOf(page, 'Buy my boat.').getByText('Reported').waitFor();
  const [comment] = await published('report');
  const shown = await programs.winnow('show', comment.id);
  assert.match(shown, /ADVERTISING|advertising/);
  assert.match(shown, /Every week\./);
  assert.deepEqual(page.faults, []);
});

test('one\'s own comment cannot be reported, another\'s not be edited',
  async () => {
    const author = await writeOn('whose', 'Mine.');
    await programs.submit([{thread: 'whose', name: 'Tom', body: 'His.'}]);
    await commentOf(author, 'His.').waitFor();
    const buttons = (text) => commentOf(author, text).getByRole('button')
      .allTextContents();
    assert.deepEqual(await buttons('Mine.'), ['Reply', 'Edit', 'Withdraw']);
    assert.deepEqual(await buttons('His.'), ['Reply', 'Report']);
  });
