// New comments as they are published, by server-sent events. Where there are
// none the page shows what it has.

const REOPEN_MS = 30000;
const SPREAD_MS = 5000;
// So that several at once are one announcement.
const ANNOUNCE_MS = 1000;

class Live {
  constructor(thread) {
    this.thread = thread;
    this.source = null;
    this.fresh = 0;
    this.timer = 0;
    // A browser opens six connections to a server at most, for all of its tabs.
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.close();
      else this.open();
    });
    if (!document.hidden) this.open();
  }

  open() {
    if (this.source) return;
    clearTimeout(this.timer);
    const {requests, id} = this.thread;
    this.source = new EventSource(
      requests.address('events', {thread_id: id}));
    const on = (type, act) => this.source.addEventListener(type, (event) => {
      const text = event.data;
      act(text ? JSON.parse(text) : {});
    });
    // What was published since the list was fetched. After a failure of the
    // gateway's own everybody comes at once.
    let spread = 0;
    on('ready', () => {
      this.refreshWithin(spread);
      spread = SPREAD_MS;
    });
    on('reload', () => this.refreshWithin(SPREAD_MS));
    const {thread} = this;
    on('comment', (comment) => thread.act(() => this.take(comment)));
    on('retract', ({id: gone}) => thread.act(() => thread.retract(gone)));
    this.source.addEventListener('error', () => this.check());
  }

  refreshWithin(ms) {
    setTimeout(() => this.thread.refresh(), ms * Math.random());
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  // The browser comes back to a stream that broke off, but not to a refusal.
  check() {
    if (this.source?.readyState !== EventSource.CLOSED) return;
    this.close();
    this.timer = setTimeout(() => this.open(),
      REOPEN_MS * (1 + Math.random()));
  }

  take(comment) {
    const {thread} = this;
    const before = thread.items.get(comment.id);
    // Edited ones that are not on the page are counted already.
    const isNew = before ? !before.isPublished : !comment.edited;
    // On a page that is not there yet it would have no place.
    if (!before && thread.nextToken && thread.order === 'oldest' &&
        !thread.items.has(bareId(comment.parent))) {
      thread.count += isNew;
      thread.showCount();
    } else {
      holdingStill(thread.list, () => {
        const item = thread.put(comment);
        if (!before) item.root.classList.add('winnow-new');
      });
      if (!before && !isNew) {
        thread.count -= 1;
        thread.showCount();
      }
    }
    if (thread.own.has(comment.id)) {
      thread.loadStatus(comment.id);
      if (isNew) thread.say(thread.strings.say('sent_approved'));
    } else if (isNew) {
      this.announce();
    }
  }

  announce() {
    this.fresh += 1;
    if (this.fresh > 1) return;
    setTimeout(() => {
      this.thread.say(this.thread.strings.count('new_comments', this.fresh));
      this.fresh = 0;
    }, ANNOUNCE_MS);
  }
}
