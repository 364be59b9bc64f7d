// What axe-core finds, in light and dark, from left and from right, in every
// state of the page; and what it cannot see: the keyboard, small windows.

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {commentOf, expectFocus, findBarriers, write} from './browser.mjs';
import {makeRoom} from './room.mjs';

const {programs, site, visit} = await makeRoom();

const [first] = await programs.submit([
  {thread: 'axe', name: 'Ines', website: 'https://ines.example/',
    body: 'See https://council.example/report.pdf\n\nIt is long.'}]);
await programs.submit([
  {thread: 'axe', parent: `sites/daily/comments/${first}`, name: 'מרים',
    body: 'הגשר הזה היה כאן לפני כולנו.'}]);

const SKINS = ['light', 'dark'].flatMap((colorScheme) => [
  {colorScheme, query: {lang: 'en', dir: 'ltr'}},
  {colorScheme, query: {lang: 'ar', dir: 'rtl'}},
]);

for (const {colorScheme, query} of SKINS) {
  test(`no barrier in ${colorScheme} ${query.dir}`, async () => {
    const page = await visit(site.article('axe', query), {colorScheme});
    const expectNone = async (state) => assert.deepEqual(
      await findBarriers(page), [], state);
    await commentOf(page, 'It is long.').waitFor();
    await expectNone('the list and the form');

    await page.getByRole('button', {name: 'Post Comment'}).click();
    await page.locator('[aria-invalid]').first().waitFor();
    await expectNone('errors');

    await page.getByRole('button', {name: 'Reply to Ines'}).click();
    await expectNone('a reply');
    await page.getByRole('button', {name: 'Cancel reply'}).click();

    await page.getByRole('button', {name: 'Report the comment of Ines'})
      .click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('dialog').getByRole('button', {name: 'Report'})
      .click();
    await expectNone('a dialog with an error');
    await page.keyboard.press('Escape');

    const text = `A quandary, ${colorScheme} ${query.dir}.`;
    await write(page, {comment: text,
      email: `${colorScheme}-${query.dir}@mail.example`});
    const edit = commentOf(page, text).getByRole('button', {name: 'Edit'});
    await edit.waitFor();
    await expectNone('a comment that waits');
    await edit.click();
    await page.getByRole('textbox', {name: 'Your comment'}).fill('');
    await page.getByRole('button', {name: 'Save'}).click();
    await expectNone('an editor with an error');
  });
}

test('no barrier on the sample page, with a script and without', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const javaScriptEnabled of [true, false]) {
      const page = await visit(programs.origin,
        {colorScheme, javaScriptEnabled});
      await page.getByRole('heading', {name: 'Leave a Reply'}).waitFor();
      // Axe itself needs a script; the browser runs it all the same.
      if (javaScriptEnabled) assert.deepEqual(await findBarriers(page), []);
      assert.deepEqual(page.faults, []);
    }
  }
});

test('everything is done with the keyboard', async () => {
  const page = await visit(site.article('keys'));
  await page.getByRole('heading', {name: 'No comments yet'}).waitFor();
  const pressUntil = async (key, name) => {
    for (let i = 0; i < 40; ++i) {
      await page.keyboard.press(key);
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        return one.labels?.[0]?.firstChild.textContent ||
          one.ariaLabel || one.textContent;
      });
      // Whoever has the focus must be seen to have it.
      const outline = await page.evaluate(() =>
        getComputedStyle(document.activeElement).outlineStyle);
      if (at === name) {
        assert.notEqual(outline, 'none', name);
        return;
      }
    }
    assert.fail(`${name} is not reached with ${key}`);
  };
  for (const [name, text] of [['Comment', 'By hand.'], ['Name', 'Ann'],
    ['Email', 'ann@mail.example']]) {
    await pressUntil('Tab', name);
    await page.keyboard.type(text);
  }
  await pressUntil('Tab', 'Post Comment');
  await page.keyboard.press('Enter');
  await commentOf(page, 'By hand.').getByRole('button', {name: 'Withdraw'})
    .waitFor();
  await pressUntil('Tab', 'Withdraw');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await pressUntil('Tab', 'Withdraw');
  await page.keyboard.press('Space');
  await commentOf(page, 'By hand.').waitFor({state: 'detached'});
  await expectFocus(page.getByRole('heading', {level: 2}));
});

test('nothing is wider than a small window', async () => {
  const long = 'x'.repeat(300);
  let parent = '';
  for (let depth = 0; depth < 5; ++depth) {
    const [id] = await programs.submit([{thread: 'narrow',
      name: long.slice(0, 60),
      body: `https://long.example/${long} ${depth}`, ...(parent && {parent})}]);
    parent = `sites/daily/comments/${id}`;
  }
  for (const query of [{dir: 'ltr'}, {dir: 'rtl'}]) {
    const page = await visit(site.article('narrow', query),
      {viewport: {width: 320, height: 600}});
    await page.locator('.winnow-item').nth(4).waitFor();
    await page.getByRole('button', {name: 'Post Comment'}).click();
    const [content, window] = await page.evaluate(() =>
      [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${content} of ${window}`);
  }
});
