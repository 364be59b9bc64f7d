// What the reader's own browser keeps: the edit tokens of their comments, and
// their name where they asked for it. Without storage (a private window, a
// setting) the page works and forgets.

const OWN_MAX = 200;

class Memory {
  constructor(site) {
    this.site = site;
  }

  read(what) {
    try {
      const value = JSON.parse(
        localStorage.getItem(`winnow.${what}.${this.site}`));
      return value !== null && typeof value === 'object' ? value : {};
    } catch {
      return {};
    }
  }

  write(what, value) {
    try {
      const key = `winnow.${what}.${this.site}`;
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden.
    }
  }

  // {id: {token, thread, time}} of one thread.
  ownOf(thread) {
    const own = Object.entries(this.read('own'));
    return new Map(own.filter(([, one]) => one?.thread === thread)
      .sort(([, a], [, b]) => b.time - a.time));
  }

  // Other tabs write, too: read just before.
  keepOwn(id, token, thread) {
    const own = {...this.read('own'), [id]: {token, thread, time: Date.now()}};
    const newest = Object.entries(own)
      .sort(([, a], [, b]) => b.time - a.time).slice(0, OWN_MAX);
    this.write('own', Object.fromEntries(newest));
  }

  forgetOwn(id) {
    const own = this.read('own');
    delete own[id];
    this.write('own', own);
  }

  author() {
    return this.read('author');
  }

  keepAuthor(author) {
    this.write('author', author);
  }
}
