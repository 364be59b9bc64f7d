// Debian's Chromium, and pages that remember what went wrong in them.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {eventually} from './programs.mjs';

const PACKAGES_DIR = process.env.WINNOW_BROWSER_PACKAGES;
const require = createRequire(join(PACKAGES_DIR, 'package.json'));
const {chromium} = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Only a test that fails waits so long.
const WAIT_MS = 120000;
// WCAG 2.2 AA and what axe calls good practice.
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
  'best-practice'];

export function launch() {
  return chromium.launch({executablePath: process.env.WINNOW_CHROMIUM,
    // Root has no sandbox. The rest is what our own pages must not need.
    args: ['--no-sandbox', '--disable-gpu']});
}

// A context of its own with one page. `page.faults` gathers exceptions, what
// was written to the console as an error, dialogs, and what the page's
// Content-Security-Policy stopped.
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({
    viewport: {width: 1280, height: 900}, reducedMotion: 'reduce', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(`exception: ${error}`));
  page.on('dialog', (dialog) => {
    page.faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(message.text());
  });
  // winnowStopped tells the page's own errors from those of this script.
  await page.exposeFunction('winnowStopped', (what) => page.faults.push(what));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.winnowStopped(
        `policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return page;
}

// What axe-core finds wrong with the page as it is now, a line each.
export async function findBarriers(page) {
  // Evaluated by the browser's own protocol, which no policy of the page stops.
  await page.evaluate(AXE);
  const {violations} = await page.evaluate((tags) => window.axe.run(
    document, {runOnly: {type: 'tag', values: tags}}), AXE_TAGS);
  return violations.flatMap(({id, help, nodes}) => nodes.map((node) =>
    `${id}: ${help}: ${node.html.slice(0, 200)}`));
}

// Fills in the form and sends it.
export async function write(page, {comment, name = 'Ann',
  email = 'ann@mail.example', website = ''}) {
  const form = page.locator('.winnow-form');
  await form.getByRole('textbox', {name: 'Comment', exact: true}).fill(comment);
  await form.getByRole('textbox', {name: 'Name', exact: true}).fill(name);
  await form.getByRole('textbox', {name: 'Email', exact: true}).fill(email);
  await form.getByRole('textbox', {name: 'Website', exact: true}).fill(website);
  await form.getByRole('button', {name: 'Post Comment'}).click();
}

// Waits until it has the focus.
export function expectFocus(place) {
  return eventually(() => place.evaluate((one) =>
    one === document.activeElement), `focus on ${place}`);
}

// The comment with that text.
export function commentOf(page, text) {
  return page.locator('article.winnow-comment').filter({hasText: text});
}
