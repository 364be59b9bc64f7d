// Takes the pictures of clients/gateway/docs/images. Run by hand, with the
// environment of the tests (CMakeLists.txt):
//
//   node screenshots.mjs OUT_DIR

import {mkdirSync} from 'node:fs';
import {join} from 'node:path';

import {commentOf, launch, openPage, write} from './browser.mjs';
import {Programs} from './programs.mjs';

// Name, text, and which of these it answers.
const TALK = [
  ['Ines Falk', 'I cross it twice a day, to my mother and back. Two euros ' +
    'each way is eighty a month, and half of that is still forty.'],
  ['Tom', 'The report is at https://council.example/bridge.pdf; page 14 has ' +
    'the twelve years.', 0],
  ['Ines Falk', 'Thank you. So it is lorries, not cars.', 1],
  ['מרים', 'הגשר הזה היה כאן לפני כולנו. שווה לשלם כדי שיישאר.'],
  ['Ferry Fan', 'Bring back the ferry. It ran for 112 years, and you could ' +
    'drink a coffee on it.'],
];

async function talk(programs) {
  const ids = [];
  for (const [name, body, parent] of TALK) {
    ids.push(...await programs.submit([{thread: 'bridge-toll', name, body,
      ...(parent !== undefined &&
        {parent: `sites/daily/comments/${ids[parent]}`})}]));
  }
}

async function shoot(page, path, height) {
  const {x, y, width} = await page.locator('.winnow').boundingBox();
  await page.screenshot({path, fullPage: true,
    clip: {x: Math.max(0, x - 16), y, width: width + 32, height}});
}

const [out] = process.argv.slice(2);
mkdirSync(out, {recursive: true});
const programs = await Programs.start();
const browser = await launch();
try {
  await talk(programs);
  const light = await openPage(browser, {colorScheme: 'light'});
  await light.goto(programs.origin);
  await commentOf(light, 'Ferry').waitFor();
  await shoot(light, join(out, 'light.png'), 860);

  await light.getByRole('button', {name: 'Post Comment'}).click();
  const form = light.locator('.winnow-form');
  await form.screenshot({path: join(out, 'errors.png')});

  const dark = await openPage(browser, {colorScheme: 'dark',
    viewport: {width: 375, height: 812}});
  await dark.goto(programs.origin);
  await commentOf(dark, 'Ferry').waitFor();
  await write(dark, {comment: 'It is a quandary.', name: 'Ove'});
  await dark.getByText('Only you can see it').waitFor();
  await dark.getByRole('heading', {level: 2}).focus();
  await shoot(dark, join(out, 'dark_phone.png'), 1100);
} finally {
  await browser.close();
  await programs.stop();
}
