// The comments of one article: a heading, the list, the form, and who is told
// what changed.

const STATUSES_MAX = 20;
// That a link to a comment looks through.
const PAGES_MAX = 10;
const DAY_MS = 86400000;

class Thread {
  constructor(root, settings, strings) {
    this.root = root;
    this.settings = settings;
    this.strings = strings;
    this.id = settings.thread;
    this.url = settings.url;
    this.requests = new Requests(settings.base, settings.site);
    this.memory = new Memory(settings.site);
    this.own = this.memory.ownOf(this.id);
    this.statuses = new Map();
    this.items = new Map();
    this.order = settings.order;
    this.pages = 0;
    this.nextToken = '';
    this.count = 0;
    this.isOpen = false;
    this.busy = 0;
    this.waiting = [];
    this.form = new CommentForm(this);
    this.form.take(root.querySelector('form'));
    this.build();
  }

  build() {
    const {strings} = this;
    const sortId = makeId('sort');
    this.heading = element('h2', {class: 'winnow-title', id: makeId('title'),
      tabindex: '-1'});
    this.sort = element('select', {id: sortId, change: () => this.reorder()},
      ...['oldest', 'newest'].map((value) => element('option',
        {value, selected: value === this.order}, strings.say(value))));
    this.tools = element('div', {class: 'winnow-sort', hidden: true},
      element('label', {for: sortId}, strings.say('sort')), this.sort);
    this.notice = element('div', {class: 'winnow-notice'},
      element('p', {}, strings.say('list_loading')));
    this.list = element('ol', {class: 'winnow-list'});
    this.more = button(strings.say('more'), () => this.showMore(),
      {hidden: true});
    this.formPlace = element('div');
    // Told to who does not see it.
    this.live = element('p', {class: 'winnow-live', role: 'status',
      'aria-live': 'polite'});
    this.root.replaceChildren(element('section',
      {class: 'winnow-section', 'aria-labelledby': this.heading.id},
      element('div', {class: 'winnow-top'}, this.heading, this.tools),
      this.notice, this.list, this.more, this.formPlace, this.live));
    this.showCount();
  }

  nameOf(comment) {
    return comment.display_name || this.strings.say('anonymous');
  }

  say(text) {
    this.live.textContent = text;
  }

  showCount() {
    this.heading.textContent = this.count > 0
      ? this.strings.count('comments', this.count)
      : this.strings.say(this.pages > 0 ? 'no_comments' : 'comments');
    this.tools.hidden = this.items.size < 2;
  }

  async start() {
    await Promise.all([this.refresh(), this.loadStatuses()]);
    // What a link led to came after the browser had looked for it.
    if (!location.hash.startsWith('#winnow-comment-')) return;
    const find = () => document.getElementById(location.hash.slice(1));
    for (let page = 1; !find() && this.nextToken && page < PAGES_MAX; ++page) {
      await this.showMore();
    }
    find()?.scrollIntoView();
    find()?.winnowItem?.focus();
  }

  // Events that come while something is fetched or sent wait for it: the answer
  // may be older than they are.
  async during(work) {
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      // After what is done with the answer.
      setTimeout(() => this.act());
    }
  }

  act(event) {
    if (event) this.waiting.push(event);
    while (this.busy === 0 && this.waiting.length > 0) this.waiting.shift()();
  }

  fetchPage(token) {
    return this.requests.get('comments', {
      thread_id: this.id, order_by: this.order,
      page_size: this.settings.pageSize, ...(token && {page_token: token})});
  }

  // Fetches again what is shown. Only the last of several at once counts.
  refresh() {
    return this.during(() => this.fetchAll());
  }

  async fetchAll() {
    const turn = this.turn = {};
    try {
      const comments = [];
      let page = null;
      let pages = 0;
      do {
        page = await this.fetchPage(page?.next_page_token);
        if (turn !== this.turn) return;
        comments.push(...page.comments);
      } while (++pages < this.pages && page.next_page_token);
      this.pages = pages;
      holdingStill(this.list, () => this.showAll(comments, page));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (turn === this.turn && this.pages === 0) this.showFailure();
    }
  }

  showFailure() {
    this.showForm('OPEN');
    this.notice.append(
      element('p', {role: 'alert'}, this.strings.say('list_failed')),
      button(this.strings.say('try_again'), async () => {
        await this.refresh();
        if (this.pages > 0) this.heading.focus();
      }));
  }

  showAll(comments, page) {
    const there = new Set(comments.map((comment) => comment.id));
    for (const [id, item] of this.items) {
      if (there.has(id) || item.comment.state !== 'APPROVED') continue;
      // One's own may be on a later page.
      if (this.own.has(id)) this.loadStatus(id);
      else if (this.form.parent !== item) this.remove(id);
    }
    this.showForm(page.thread_state);
    comments.forEach((comment) => this.put(comment));
    this.takePage(page);
  }

  takePage(page) {
    this.nextToken = page.next_page_token;
    this.more.hidden = !this.nextToken;
    this.count = page.approved_count;
    this.showCount();
  }

  showForm(state) {
    const wasOpen = this.isOpen;
    this.isOpen = state !== 'CLOSED';
    this.notice.replaceChildren();
    const key = {CLOSED: 'form_closed',
      PREMODERATED: 'form_premoderated'}[state];
    if (key) {
      this.notice.append(element('p', {class: 'winnow-note'},
        this.strings.say(key)));
    }
    if (this.isOpen === wasOpen) return;
    if (this.isOpen) {
      this.form.open();
      whenSeen(this.form.root, () => this.form.askToken());
    } else {
      this.form.close();
    }
    this.items.forEach((item) => item.draw());
  }

  async showMore() {
    if (this.more.getAttribute('aria-disabled')) return;
    this.more.setAttribute('aria-disabled', 'true');
    try {
      const page = await this.fetchPage(this.nextToken);
      this.pages += 1;
      const fresh = page.comments.filter(({id}) => !this.items.has(id));
      page.comments.forEach((comment) => this.put(comment));
      this.takePage(page);
      if (fresh.length > 0) this.items.get(fresh[0].id).focus();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      this.say(error.sayIn(this.strings));
    } finally {
      this.more.removeAttribute('aria-disabled');
    }
  }

  // Moves what stays, with what is written in it.
  async reorder() {
    this.order = this.sort.value;
    this.pages = 0;
    await this.refresh();
    for (const {winnowItem} of [...this.list.children]) this.place(winnowItem);
  }

  // Shows a comment, or what is new of it. Returns its item.
  put(comment) {
    let item = this.items.get(comment.id);
    if (item && item.comment.revision > comment.revision) return item;
    const wasPublished = item?.isPublished ?? false;
    if (!item) {
      item = new Item(this, comment);
      this.items.set(comment.id, item);
      this.place(item);
      item.draw();
      this.placeReplies(item);
    } else if (item.comment.revision !== comment.revision) {
      item.draw(comment);
    }
    this.count += item.isPublished - wasPublished;
    this.showCount();
    return item;
  }

  // Below the comment it answers, where the list's order has it.
  place(item) {
    const parent = item.comment.parent &&
      this.items.get(bareId(item.comment.parent));
    item.depth = parent ? Math.min(parent.depth + 1, DEPTH_MAX) : 1;
    const list = !parent ? this.list
      : parent.depth < DEPTH_MAX ? parent.replies : parent.root.parentElement;
    const sign = list === this.list && this.order === 'newest' ? -1 : 1;
    let after = list.lastElementChild;
    while (after && sign *
        compareComments(after.winnowItem.comment, item.comment) > 0) {
      after = after.previousElementSibling;
    }
    if (after) after.after(item.root);
    else list.prepend(item.root);
  }

  // Replies that came before the comment they answer.
  placeReplies(parent) {
    for (const {winnowItem: item} of [...this.list.children]) {
      if (item === parent || !item.comment.parent ||
          bareId(item.comment.parent) !== parent.comment.id) continue;
      this.place(item);
      item.draw();
      this.placeReplies(item);
    }
  }

  remove(id) {
    const item = this.items.get(id);
    if (!item) return;
    this.leaveForm(item);
    const replies = [...item.replies.children];
    const hadFocus = item.article.contains(document.activeElement);
    this.items.delete(id);
    item.root.remove();
    for (const {winnowItem: reply} of replies) {
      this.place(reply);
      reply.draw();
    }
    if (hadFocus) this.heading.focus();
  }

  // There is nothing to answer any more; what is written stays.
  leaveForm(item) {
    if (this.form.parent !== item) return;
    this.form.goHome();
    this.say(this.strings.say('deleted'));
  }

  // It is not public any more. With replies its empty shell stays.
  retract(id) {
    const item = this.items.get(id);
    if (!item) return;
    if (this.own.has(id)) {
      this.loadStatus(id);
      return;
    }
    if (item.isPublished) this.count = Math.max(0, this.count - 1);
    if (item.replies.children.length > 0) {
      this.leaveForm(item);
      item.draw({...item.comment, deleted: true});
    } else {
      holdingStill(this.list, () => this.remove(id));
    }
    this.showCount();
  }

  // Something of one's own has another state or text.
  changed(comment, text) {
    this.put(comment);
    this.say(text);
    this.loadStatus(comment.id);
  }

  addOwn(comment, token) {
    this.memory.keepOwn(comment.id, token, this.id);
    this.own.set(comment.id, {token, thread: this.id});
    const item = this.put(comment);
    item.draw();
    item.focus();
    this.say(this.strings.say({APPROVED: 'sent_approved',
      HELD: 'sent_held'}[comment.state] ?? 'sent_refused'));
    this.loadStatus(comment.id);
    // A list that is on its way does not have it.
    this.refresh();
  }

  forgetOwn(id) {
    this.own.delete(id);
    this.memory.forgetOwn(id);
  }

  loadStatuses() {
    const newest = [...this.own.keys()].slice(0, STATUSES_MAX);
    return Promise.all(newest.map((id) => this.loadStatus(id)));
  }

  // What became of one's own, and what may be done with it.
  async loadStatus(id) {
    const token = this.own.get(id)?.token;
    if (!token) return;
    try {
      const status = await this.requests.get(`comments/${id}/status`, {},
        token);
      const {comment, edit_end_time: end} = status;
      const isNews =
        JSON.stringify(status) !== JSON.stringify(this.statuses.get(id));
      this.statuses.set(id, status);
      if (comment.state === 'WITHDRAWN') {
        this.forgetOwn(id);
        this.retract(id);
      } else if (comment.state !== 'APPROVED' || this.items.has(id)) {
        const item = this.put(comment);
        if (isNews) item.draw();
      }
      const left = Date.parse(end) - Date.now();
      if (left > 0 && left < DAY_MS) {
        setTimeout(() => this.loadStatus(id), left + 1000);
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      // Erased since, or the site has new keys.
      if (!['not_found', 'not_allowed'].includes(error.code)) return;
      this.forgetOwn(id);
      this.items.get(id)?.draw();
    }
  }
}
