// What every test of pages has: the programs, a site on another origin, and a
// browser.

import {after} from 'node:test';

import {launch, openPage} from './browser.mjs';
import {Programs} from './programs.mjs';
import {SitePages} from './site_pages.mjs';

export async function makeRoom() {
  const site = await SitePages.start();
  let programs;
  let browser;
  after(async () => {
    await browser?.close();
    await site.stop();
    await programs?.stop();
  });
  programs = await Programs.start({origins: [site.origin]});
  site.gateway = programs.origin;
  browser = await launch();
  return {
    programs,
    site,
    // A reader with a browser of their own, at an address.
    visit: async (address, options) => {
      const page = await openPage(browser, options);
      await page.goto(address);
      return page;
    },
    // What everybody sees of a thread.
    published: async (thread) => {
      const answer = await fetch(`${programs.origin}/v1/sites/daily/comments?` +
        new URLSearchParams({thread_id: thread}));
      return (await answer.json()).comments;
    },
  };
}
